/** How two people make sure that nobody sits between their daemons, and what is shown of it. */
package io.usi.ctl.verify;
