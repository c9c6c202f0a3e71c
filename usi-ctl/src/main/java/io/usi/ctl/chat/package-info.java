/** The chat: what a person types goes to peers, and what they say appears above it; on a terminal, or line by line through pipes. */
package io.usi.ctl.chat;
