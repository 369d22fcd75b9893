/* Preloaded library: a disk that stalls. Writes to a file wait as long as a file "stall" lies beside it, as they would on a disk or a
 * file server that does not answer. Only the files whose names end with ".stalled" are on that disk.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static void wait_for_the_disk(int fd) {
  static const char suffix[] = ".stalled";
  char link[32], name[PATH_MAX];
  struct stat info;
  if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, name, sizeof name - 1);
  if (length < (ssize_t)sizeof suffix) return;
  name[length] = '\0';
  if (strcmp(name + length - (sizeof suffix - 1), suffix) != 0) return;
  strcpy(strrchr(name, '/'), "/stall"); /* shorter than what it replaces */
  while (access(name, F_OK) == 0) nanosleep(&(struct timespec){0, 10 * 1000 * 1000}, NULL);
}

ssize_t write(int fd, const void* data, size_t size) {
  static ssize_t (*next)(int, const void*, size_t);
  if (!next) next = (ssize_t(*)(int, const void*, size_t))dlsym(RTLD_NEXT, "write");
  wait_for_the_disk(fd);
  return next(fd, data, size);
}

ssize_t writev(int fd, const struct iovec* parts, int count) {
  static ssize_t (*next)(int, const struct iovec*, int);
  if (!next) next = (ssize_t(*)(int, const struct iovec*, int))dlsym(RTLD_NEXT, "writev");
  wait_for_the_disk(fd);
  return next(fd, parts, count);
}
