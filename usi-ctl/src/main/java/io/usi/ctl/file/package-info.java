/** Files of this machine: what is sent, and what is received under a safe name and never over another. */
package io.usi.ctl.file;
