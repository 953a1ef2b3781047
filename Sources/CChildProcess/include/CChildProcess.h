// A child process at the other end of a socket, and what such a child gives up before it reads foreign bytes.
#ifndef CCHILDPROCESS_H
#define CCHILDPROCESS_H

#include <stddef.h>

/// Starts a program whose standard input and output are one end of a new socket. It gets none of this process's other
/// files, no terminal's signals, and the environment given; what it writes to standard error is dropped. Returns 0, or the
/// errno of the failure. The caller owns `*link` and `*process` until ccp_end.
int ccp_start(const char *path, char *const arguments[], char *const environment[], int *link, int *process);

/// Sends all the bytes. Returns 0, or the errno of the failure: EPIPE where the other side is gone.
int ccp_send(int link, const void *bytes, size_t count);

/// Receives that many bytes, and waits at most so many seconds for the next of them; for ever where `seconds` is
/// negative. Returns 0, EPIPE where the other side is gone, ETIMEDOUT, or another errno.
int ccp_receive(int link, void *bytes, size_t count, int seconds);

/// Closes the link, and ends the process if it hasn't ended yet. Returns the number of the signal that had ended it before;
/// 0 if none had. A process whose side of the link is closed is given a moment to end by itself.
int ccp_end(int link, int process, int has_closed);

/// In the child: from now on it can open no file or socket, start no program and touch no other process (Linux). Where
/// memory runs out it is killed before others are, it leaves no core file, and it ignores the signals that ask a program to
/// end: it ends with its link. Returns 0, or an errno where the system allows no such thing.
int ccp_confine(void);

/// In the child: bounds the memory that it may take on top of what it has now (Linux), in bytes, and the seconds of a core
/// that it may use from now on, after which the system ends it. `usage` is from ccp_usage.
void ccp_bound(int usage, unsigned long long bytes, unsigned seconds);

/// Returns freed memory to the system, which the C library keeps otherwise (glibc).
void ccp_trim(void);

/// In the child, before ccp_confine: opens what tells ccp_bound how much memory there is in use; -1 where nothing does.
int ccp_usage(void);

#endif
