/**
 * Settings of every connection. Each statement here looks up few rows by an index; a planner that has not seen the
 * statistics of a table that grew a minute ago may think that reading all of it is cheaper. (The embedded database never
 * gathers any by itself.)
 */
export const sessionSettings = "set enable_seqscan = off; set jit = off";
