#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** Greets its arguments; exits with 3 if there are several. Without stdio, which asks for more of WASI than Molt links against. */
int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    write(1, "hello, ", 7);
    write(1, argv[i], strlen(argv[i]));
    write(1, "\n", 1);
  }
  if (argc > 2) exit(3);
  return 0;
}
