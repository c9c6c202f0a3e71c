/** What becomes of what the program logs. */
package io.usi.daemon.log;
