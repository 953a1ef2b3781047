#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "CChildProcess.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#ifdef __x86_64__
#define MACHINE AUDIT_ARCH_X86_64
#else
#define MACHINE AUDIT_ARCH_AARCH64
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
// The low half of an argument, on machines of little-endian order.
#define LOAD_ARGUMENT(number) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args) + 8 * (number))
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, (action))
// Goes on with the next statement where the value is equal, else leaves out as many.
#define UNLESS_EQUAL(value, skipped) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (skipped))

#define REFUSE RETURN(SECCOMP_RET_ERRNO | EPERM)

// What decoding needs: memory, threads, clocks, and the files that are open, on some of which Swift's own threads wait
// already. All else is refused by EPERM, which libraries take as they take a system without it.
static const int allowed[] = {
    SYS_read,           SYS_write,         SYS_readv,           SYS_writev,       SYS_pread64,
    SYS_recvfrom,       SYS_recvmsg,       SYS_sendto,          SYS_sendmsg,      SYS_close,
    SYS_lseek,          SYS_fstat,         SYS_ppoll,           SYS_mmap,         SYS_munmap,
    SYS_mremap,         SYS_mprotect,      SYS_madvise,         SYS_brk,          SYS_futex,
    SYS_set_robust_list, SYS_rseq,         SYS_set_tid_address, SYS_exit,         SYS_exit_group,
    SYS_rt_sigaction,   SYS_rt_sigprocmask, SYS_rt_sigreturn,   SYS_sigaltstack,  SYS_gettid,
    SYS_getpid,         SYS_sched_yield,   SYS_sched_getaffinity, SYS_clock_gettime, SYS_clock_getres,
    SYS_clock_nanosleep, SYS_nanosleep,    SYS_gettimeofday,    SYS_getrandom,    SYS_getrusage,
    SYS_sysinfo,        SYS_uname,         SYS_getcpu,          SYS_restart_syscall, SYS_membarrier,
    SYS_epoll_pwait,    SYS_timerfd_settime,
#ifdef SYS_epoll_wait
    SYS_epoll_wait,
#endif
#ifdef SYS_poll
    SYS_poll,
#endif
#ifdef SYS_time
    SYS_time,
#endif
};

enum { COUNT = sizeof allowed / sizeof *allowed };

// Asks the kernel to run a filter before each call; returns 0 or an errno.
static int install(struct sock_filter *program, unsigned short size) {
  struct sock_fprog whole = {size, program};
  // Threads that other libraries have started already are under it, too.
  long status = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &whole);
  if (status < 0) return errno;
  // The number of a thread that can't be put under it.
  return status > 0 ? EBUSY : 0;
}

// Whether the kernel sees the calls of the machine that this program was built for. Under an emulator of processors it may
// see its own instead, of which the filter below would let none through: no decoder would ever be ready.
static int check_machine(void) {
  struct sock_filter probe[] = {
      LOAD(arch), UNLESS_EQUAL(MACHINE, 3), LOAD(nr), UNLESS_EQUAL(SYS_getppid, 1), RETURN(SECCOMP_RET_ERRNO | EXDEV),
      RETURN(SECCOMP_RET_ALLOW),
  };
  int error = install(probe, sizeof probe / sizeof *probe);
  if (error) return error;
  return syscall(SYS_getppid) == -1 && errno == EXDEV ? 0 : ENOTSUP;
}

static int filter(void) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return errno;
  int error = check_machine();
  if (error) return error;
  struct sock_filter program[2 * COUNT + 32];
  unsigned short size = 0;
#define ADD(...) program[size++] = (struct sock_filter)__VA_ARGS__
  ADD(LOAD(arch));
  ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0));
  ADD(RETURN(SECCOMP_RET_KILL_PROCESS));
  ADD(LOAD(nr));
  for (int i = 0; i < COUNT; i++) {
    ADD(UNLESS_EQUAL((unsigned)allowed[i], 1));
    ADD(RETURN(SECCOMP_RET_ALLOW));
  }
  // Its arguments can't be seen from here; the C library falls back on the older call.
  ADD(UNLESS_EQUAL(SYS_clone3, 1));
  ADD(RETURN(SECCOMP_RET_ERRNO | ENOSYS));
  // Threads, but no processes.
  ADD(UNLESS_EQUAL(SYS_clone, 4));
  ADD(LOAD_ARGUMENT(0));
  ADD(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1));
  ADD(RETURN(SECCOMP_RET_ALLOW));
  ADD(REFUSE);
  // Signals to its own threads, which `abort` sends.
  ADD(UNLESS_EQUAL(SYS_tgkill, 4));
  ADD(LOAD_ARGUMENT(0));
  ADD(UNLESS_EQUAL((unsigned)getpid(), 1));
  ADD(RETURN(SECCOMP_RET_ALLOW));
  ADD(REFUSE);
  // Its own limits.
  ADD(UNLESS_EQUAL(SYS_prlimit64, 4));
  ADD(LOAD_ARGUMENT(0));
  ADD(UNLESS_EQUAL(0, 1));
  ADD(RETURN(SECCOMP_RET_ALLOW));
  ADD(REFUSE);
  ADD(REFUSE);
#undef ADD
  return install(program, size);
}

// Where a system takes no such wish, it is as it was.
static void tell(const char *place, const char *wish) {
  int file = open(place, O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  ssize_t written = write(file, wish, strlen(wish));
  (void)written;
  close(file);
}

static void introduce(void) {
  // It would be called "exe" otherwise, after the path that it is started by.
  tell("/proc/self/comm", "decode-images");
  // Where memory runs out, it is killed first.
  tell("/proc/self/oom_score_adj", "1000");
}

#else

static int filter(void) { return ENOTSUP; }
static void introduce(void) {}

#endif

int ccp_confine(void) {
  // systemd, and Ctrl-C in a terminal, ask all processes of a service to end; the server answers what it has begun first.
  signal(SIGTERM, SIG_IGN);
  signal(SIGINT, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  introduce();
  return filter();
}

void ccp_trim(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

int ccp_usage(void) { return open("/proc/self/statm", O_RDONLY | O_CLOEXEC); }

// Bytes of writable memory of its own; 0 where that is unknown.
static unsigned long long used(int usage) {
  char text[128];
  unsigned long long size, resident, shared, code, library, data;
  ssize_t length = usage < 0 ? -1 : pread(usage, text, sizeof text - 1, 0);
  if (length <= 0) return 0;
  text[length] = 0;
  if (sscanf(text, "%llu %llu %llu %llu %llu %llu", &size, &resident, &shared, &code, &library, &data) != 6) return 0;
  return data * (unsigned long long)sysconf(_SC_PAGESIZE);
}

void ccp_bound(int usage, unsigned long long bytes, unsigned seconds) {
  unsigned long long now = used(usage);
  struct rlimit limit;
  if (now && !getrlimit(RLIMIT_DATA, &limit)) {
    limit.rlim_cur = now + bytes < limit.rlim_max ? now + bytes : limit.rlim_max;
    setrlimit(RLIMIT_DATA, &limit);
  }
  struct rusage spent;
  if (!getrusage(RUSAGE_SELF, &spent) && !getrlimit(RLIMIT_CPU, &limit)) {
    rlim_t until = (rlim_t)(spent.ru_utime.tv_sec + spent.ru_stime.tv_sec) + seconds + 1;
    limit.rlim_cur = until < limit.rlim_max ? until : limit.rlim_max;
    setrlimit(RLIMIT_CPU, &limit);
  }
}
