/* Writes policies as libseccomp exports them: policies FOLDER SEED COUNT makes FOLDER/0.bin and on. */
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static uint64_t state;

static uint32_t below(uint32_t bound) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (uint32_t)((state >> 16) % bound);
}

#define PICK(table) (table)[below(sizeof(table) / sizeof((table)[0]))]

static const uint32_t ARCHITECTURES[] = {
    SCMP_ARCH_X86, SCMP_ARCH_X32, SCMP_ARCH_ARM, SCMP_ARCH_AARCH64, SCMP_ARCH_S390X, SCMP_ARCH_PPC64LE,
};

/* Names, as numbers differ by architecture. */
static const char *const CALLS[] = {
    "read",     "write",    "open",       "close",     "stat",      "mmap",     "mprotect",  "munmap",
    "brk",      "ioctl",    "access",     "pipe",      "select",    "dup",      "nanosleep", "getpid",
    "socket",   "connect",  "accept4",    "sendto",    "recvfrom",  "bind",     "listen",    "clone",
    "fork",     "execve",   "exit",       "wait4",     "kill",      "uname",    "fcntl",     "flock",
    "fsync",    "truncate", "getdents",   "chdir",     "rename",    "mkdir",    "rmdir",     "unlink",
    "chmod",    "umask",    "getuid",     "ptrace",    "setuid",    "prctl",    "mount",     "reboot",
    "gettid",   "futex",    "epoll_wait", "openat",    "unshare",   "setns",    "bpf",       "personality",
    "keyctl",   "add_key",  "getrandom",  "memfd_create", "statx",  "clone3",   "lseek",     "shmat",
    "tgkill",   "prlimit64", "perf_event_open", "rt_sigaction", "exit_group", "epoll_create1",
};

static const uint64_t VALUES[] = {
    0, 1, 2, 8, 10, 16, 17, 0xff, 0x100, 0x5401, 0x5413, 0xffff, 0x20000, 0x20008, 0x7e020000,
    0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff, 0x100000000, 0x100000005, 0x2fffffff0,
    0x7f0000001000, 0xffffffff00000000, 0xffffffffffffffff,
};

static const uint64_t MASKS[] = {
    0x1, 0x4, 0xff, 0xfff, 0xff00, 0x7e020000, 0x10000000, 0x80000000, 0xffffffff, 0x100000000,
    0xff00000000, 0xffffffff00000000, 0xff000000ff, 0xffffffffffffffff,
};

static uint32_t action(void) {
  switch (below(7)) {
  case 0:
    return SCMP_ACT_KILL;
  case 1:
    return SCMP_ACT_KILL_PROCESS;
  case 2:
    return SCMP_ACT_TRAP;
  case 3:
    return SCMP_ACT_TRACE(below(100));
  case 4:
    return SCMP_ACT_LOG;
  default:
    return SCMP_ACT_ERRNO(1 + below(100));
  }
}

static struct scmp_arg_cmp comparison(unsigned argument) {
  static const enum scmp_compare OPERATORS[] = {
      SCMP_CMP_NE, SCMP_CMP_LT, SCMP_CMP_LE, SCMP_CMP_EQ, SCMP_CMP_GE, SCMP_CMP_GT, SCMP_CMP_MASKED_EQ,
      SCMP_CMP_MASKED_EQ,
  };
  struct scmp_arg_cmp one = {argument, PICK(OPERATORS), PICK(VALUES), 0};
  if (one.op == SCMP_CMP_MASKED_EQ) {
    one.datum_a = PICK(MASKS);
    one.datum_b = PICK(VALUES) & one.datum_a;
  }
  return one;
}

static void add(scmp_filter_ctx policy, uint32_t does, int call, unsigned conditions) {
  struct scmp_arg_cmp tests[3];
  unsigned first = below(4);
  for (unsigned index = 0; index < conditions; index++) {
    tests[index] = comparison(first + index);
  }
  /* A rule that another one covers, or that an architecture has no call for, is left out. */
  seccomp_rule_add_array(policy, does, call, conditions, tests);
}

/* What containers have: most calls allowed, a few by their flags. */
static void allowList(scmp_filter_ctx policy) {
  for (size_t index = 0; index < sizeof CALLS / sizeof CALLS[0]; index++) {
    int call = seccomp_syscall_resolve_name(CALLS[index]);
    if (below(4) > 0) {
      add(policy, SCMP_ACT_ALLOW, call, below(6) == 0 ? 1 + below(3) : 0);
    }
  }
  for (unsigned flag = 0; flag < 3; flag++) {
    seccomp_rule_add(policy, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                     SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, 0x7e020000, 0));
    seccomp_rule_add(policy, SCMP_ACT_ALLOW, SCMP_SYS(personality), 1, SCMP_CMP64(0, SCMP_CMP_EQ, PICK(VALUES)));
  }
}

/* What services have: some calls, or some of their arguments, are errors. */
static void denyList(scmp_filter_ctx policy) {
  unsigned rules = 1 + below(30);
  for (unsigned rule = 0; rule < rules; rule++) {
    add(policy, action(), seccomp_syscall_resolve_name(PICK(CALLS)), below(4));
  }
}

/* Address families that are allowed, by what lies outside of and between them. */
static void families(scmp_filter_ctx policy) {
  unsigned first = 1 + below(8), last = first + 1 + below(20);
  uint32_t refused = SCMP_ACT_ERRNO(97);
  seccomp_rule_add(policy, refused, SCMP_SYS(socket), 1, SCMP_CMP64(0, SCMP_CMP_LT, first));
  seccomp_rule_add(policy, refused, SCMP_SYS(socket), 1, SCMP_CMP64(0, SCMP_CMP_GT, last));
  for (unsigned family = first + 1; family < last; family++) {
    if (below(2) == 0) {
      seccomp_rule_add(policy, refused, SCMP_SYS(socket), 1, SCMP_CMP64(0, SCMP_CMP_EQ, family));
    }
  }
  seccomp_rule_add(policy, refused, SCMP_SYS(mmap), 1, SCMP_CMP64(2, SCMP_CMP_MASKED_EQ, 6, 6));
  seccomp_rule_add(policy, refused, SCMP_SYS(mprotect), 1, SCMP_CMP64(2, SCMP_CMP_MASKED_EQ, 4, 4));
}

static scmp_filter_ctx make(void) {
  int allows = below(2);
  scmp_filter_ctx policy = seccomp_init(allows ? action() : SCMP_ACT_ALLOW);
  for (unsigned more = below(3); more > 0; more--) {
    seccomp_arch_add(policy, PICK(ARCHITECTURES));
  }
  seccomp_attr_set(policy, SCMP_FLTATR_CTL_OPTIMIZE, 1 + below(2));
  if (allows) {
    allowList(policy);
  } else {
    if (below(3) > 0) {
      denyList(policy);
    }
    if (below(3) == 0) {
      families(policy);
    }
  }
  return policy;
}

int main(int count, char **words) {
  if (count != 4) {
    return 2;
  }
  state = 0x9e3779b97f4a7c15u ^ strtoull(words[2], NULL, 10);
  long policies = strtol(words[3], NULL, 10);
  for (long index = 0; index < policies; index++) {
    char name[4096];
    snprintf(name, sizeof name, "%s/%ld.bin", words[1], index);
    int file = open(name, O_CREAT | O_TRUNC | O_WRONLY, 0644);
    scmp_filter_ctx policy = make();
    int failed = file < 0 || policy == NULL || seccomp_export_bpf(policy, file) != 0;
    seccomp_release(policy);
    close(file);
    if (failed) {
      fprintf(stderr, "no policy %ld\n", index);
      return 1;
    }
  }
  return 0;
}
