/** {@code usi-ctl}: drives a {@code usi-daemon} through its control socket (see docs/CONTROL.md). */
package io.usi.ctl;
