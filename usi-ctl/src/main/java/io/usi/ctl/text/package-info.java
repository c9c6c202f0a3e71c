/** What people read, in their language. */
package io.usi.ctl.text;
