#define _GNU_SOURCE
#include "CChildProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

static int pair(int ends[2]) {
#ifdef SOCK_CLOEXEC
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) return errno;
#else
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) return errno;
  int one = 1;
  for (int i = 0; i < 2; i++) {
    fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    setsockopt(ends[i], SOL_SOCKET, SO_NOSIGPIPE, &one, sizeof one);
  }
#endif
  // Fewer turns between the two for an image's rows.
  int size = 1 << 20;
  for (int i = 0; i < 2; i++) setsockopt(ends[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  return 0;
}

static int spawn(const char *path, char *const arguments[], char *const environment[], int end, pid_t *process) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  int error = posix_spawn_file_actions_init(&files);
  if (error) return error;
  if ((error = posix_spawnattr_init(&attributes))) {
    posix_spawn_file_actions_destroy(&files);
    return error;
  }
  short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  error = posix_spawn_file_actions_adddup2(&files, end, 0);
  if (!error) error = posix_spawn_file_actions_adddup2(&files, end, 1);
  if (!error) error = posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
#ifdef __APPLE__
  flags |= POSIX_SPAWN_CLOEXEC_DEFAULT;
#else
  if (!error) error = posix_spawn_file_actions_addclosefrom_np(&files, 3);
#endif
  posix_spawnattr_setflags(&attributes, flags);
  if (!error) error = posix_spawn(process, path, &files, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return error;
}

int ccp_start(const char *path, char *const arguments[], char *const environment[], int *link, int *process) {
  int ends[2];
  int error = pair(ends);
  if (error) return error;
  pid_t child = 0;
  error = spawn(path, arguments, environment, ends[1], &child);
  close(ends[1]);
  if (error) {
    close(ends[0]);
    return error;
  }
  *link = ends[0];
  *process = child;
  return 0;
}

int ccp_send(int link, const void *bytes, size_t count) {
  const char *from = bytes;
  while (count) {
    ssize_t sent = send(link, from, count, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno == ECONNRESET ? EPIPE : errno;
    from += sent;
    count -= (size_t)sent;
  }
  return 0;
}

int ccp_receive(int link, void *bytes, size_t count, int seconds) {
  char *to = bytes;
  while (count) {
    // What is there already needs no question.
    ssize_t got = recv(link, to, count, seconds < 0 ? 0 : MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      struct pollfd wanted = {link, POLLIN, 0};
      int ready = poll(&wanted, 1, seconds * 1000);
      if (ready < 0 && errno != EINTR) return errno;
      if (ready == 0) return ETIMEDOUT;
      continue;
    }
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno == ECONNRESET ? EPIPE : errno;
    if (got == 0) return EPIPE;
    to += got;
    count -= (size_t)got;
  }
  return 0;
}

int ccp_end(int link, int process, int has_closed) {
  close(link);
  int status = 0;
  struct timespec moment = {0, 1000000};
  // Its files are closed a little before it is gone.
  for (int tries = 0; tries < 1000; tries++) {
    pid_t ended = waitpid(process, &status, WNOHANG);
    if (ended == process) return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    if ((ended < 0 && errno != EINTR) || !has_closed) break;
    nanosleep(&moment, NULL);
  }
  kill(process, SIGKILL);
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return 0;
}
