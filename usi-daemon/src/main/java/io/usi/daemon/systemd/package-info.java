/** What a service manager is told (sd_notify(3)), and the watchdog that it keeps. */
package io.usi.daemon.systemd;
