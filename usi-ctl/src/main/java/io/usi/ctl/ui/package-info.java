/** What the user sees: safe text, tables, times and sizes, progress, and passwords without echo. */
package io.usi.ctl.ui;
