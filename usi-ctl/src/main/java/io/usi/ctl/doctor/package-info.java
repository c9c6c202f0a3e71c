/** Looks whether what the daemon needs is there, without it if need be, and says what to do. */
package io.usi.ctl.doctor;
