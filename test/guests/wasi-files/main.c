/**
 * Uses what programs use of WASI, through the C library: arguments, environment, clocks, chance, and files below the directory
 * that is given as its argument. Prints one line for each part; what fails ends it with the number of its part.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void fail(int part, const char *what) {
  printf("%s: %s\n", what, strerror(errno));
  exit(part);
}

/** Text written, read back at a place, and as long as it should be. */
static void file(const char *path) {
  int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0666);
  if (fd < 0) fail(1, "open");
  char back[6] = "";
  struct stat attributes;
  if (write(fd, "first second", 12) != 12 || pread(fd, back, 5, 6) != 5 || strcmp(back, "secon") != 0) fail(1, "write");
  if (lseek(fd, -6, SEEK_END) != 6 || read(fd, back, 5) != 5 || strcmp(back, "secon") != 0) fail(1, "seek");
  if (ftruncate(fd, 5) != 0 || fsync(fd) != 0 || fstat(fd, &attributes) != 0) fail(1, "truncate");
  printf("file: %lld bytes, %s\n", (long long)attributes.st_size, S_ISREG(attributes.st_mode) ? "regular" : "not regular");
  if (close(fd) != 0) fail(1, "close");
}

/** Entries of a directory but for the two that are in every one. */
static void list(const char *path) {
  DIR *directory = opendir(path);
  if (!directory) fail(2, "opendir");
  int files = 0, directories = 0;
  for (struct dirent *entry; (entry = readdir(directory));) {
    if (entry->d_name[0] == '.') continue;
    if (entry->d_type == DT_DIR) directories++;
    else files++;
  }
  closedir(directory);
  printf("list: %d files, %d directories\n", files, directories);
}

static void chance(void) {
  unsigned char bytes[64] = {0};
  int set = 0;
  if (getentropy(bytes, sizeof bytes) != 0) fail(3, "getentropy");
  for (size_t i = 0; i < sizeof bytes; i++) set |= bytes[i];
  printf("chance: %s\n", set ? "some" : "none");
}

static void clocks(void) {
  struct timespec before, after, nap = {0, 1000000};
  if (clock_gettime(CLOCK_MONOTONIC, &before) != 0 || nanosleep(&nap, NULL) != 0 || clock_gettime(CLOCK_MONOTONIC, &after) != 0)
    fail(4, "clock");
  long long slept = (after.tv_sec - before.tv_sec) * 1000000000LL + after.tv_nsec - before.tv_nsec;
  printf("clock: %s\n", slept >= 1000000 && time(NULL) > 1700000000 ? "goes on" : "stands still");
}

int main(int argc, char **argv) {
  if (argc != 2 || chdir(argv[1]) != 0) fail(5, "chdir");
  const char *who = getenv("WHO");
  printf("hello, %s\n", who ? who : "nobody");
  file("one.txt");
  if (mkdir("sub", 0777) != 0 || rename("one.txt", "sub/two.txt") != 0 || symlink("two.txt", "sub/link") != 0) fail(6, "names");
  char target[16] = "";
  if (readlink("sub/link", target, sizeof target - 1) < 0) fail(6, "readlink");
  printf("link: %s\n", target);
  list(".");
  list("sub");
  if (unlink("sub/link") != 0 || unlink("sub/two.txt") != 0 || rmdir("sub") != 0) fail(7, "remove");
  list(".");
  chance();
  clocks();
  return 0;
}
