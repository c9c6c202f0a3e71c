/** What the daemon says to people, in their language. */
package io.usi.daemon.text;
