const list = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Keywords of C11 and C23, with the macros of their headers that spell keywords. */
const keywords = list(`
  alignas alignof asm auto bool break case char const constexpr continue default do double else enum extern false float for
  fortran goto if inline int long nullptr register restrict return short signed sizeof static static_assert struct switch
  thread_local true typedef typeof typeof_unqual union unsigned void volatile while noreturn complex imaginary
  _Alignas _Alignof _Atomic _BitInt _Bool _Complex _Decimal128 _Decimal32 _Decimal64 _Generic _Imaginary _Noreturn
  _Static_assert _Thread_local
`);

/** Macros of the C and POSIX headers, and of common compilers, that are spelled as a parameter or field may be. */
const macros = list(`
  NULL EOF I errno stdin stdout stderr assert setjmp va_list va_start va_end va_arg va_copy offsetof environ
  math_errhandling signbit isnan isinf isfinite isnormal fpclassify isgreater isless unix linux i386 wasm
  s_addr h_addr sa_handler sa_sigaction si_pid si_uid si_addr si_status si_value st_atime st_mtime st_ctime
  near far interface small min max major minor makedev
`);

/** Types of the headers that the emitted header includes; others that end in `_t` are reserved by POSIX and matched by that. */
const types = list('FILE DIR int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t size_t ptrdiff_t wchar_t max_align_t');

/** Words that no name in a C declaration may be. */
export const cWords: ReadonlySet<string> = new Set([...keywords, ...macros, ...types]);

/** Functions and objects of the C11 library and of POSIX as wasi-libc has them: names that a file must not declare anew. */
export const cLibrary: ReadonlySet<string> = new Set(
  list(`
  main abort abs acos acosf acosh acoshf asin asinf asinh asinhf atan atan2 atan2f atanf atanh atanhf atexit atof atoi atol
  atoll at_quick_exit aligned_alloc alloca asctime bsearch btowc c16rtomb c32rtomb cabs cacos cacosh calloc carg casin casinh
  catan catanh cbrt ccos ccosh ceil ceilf cexp cimag clearerr clock clog conj copysign cos cosf cosh coshf cpow cproj creal
  csin csinh csqrt ctan ctanh ctime difftime div erf erfc exit exp exp2 expf expm1 fabs fabsf fclose fdim feclearexcept
  fegetenv fegetround feof ferror fesetenv fesetround fetestexcept fflush fgetc fgetpos fgets fgetwc fgetws floor floorf fma
  fmax fmaxf fmin fminf fmod fmodf fopen fprintf fputc fputs fputwc fputws fread free freopen frexp fscanf fseek fsetpos
  ftell fwide fwprintf fwrite fwscanf getc getchar getenv gets getwc getwchar gmtime hypot ilogb imaxabs imaxdiv isalnum
  isalpha isblank iscntrl isdigit isgraph islower isprint ispunct isspace isupper iswalnum iswalpha iswblank iswcntrl iswctype
  iswdigit iswgraph iswlower iswprint iswpunct iswspace iswupper iswxdigit isxdigit labs ldexp ldiv lgamma llabs lldiv llrint
  llround localeconv localtime log log10 log1p log2 logb logf longjmp lrint lround malloc mblen mbrlen mbrtoc16 mbrtoc32
  mbrtowc mbsinit mbsrtowcs mbstowcs mbtowc memchr memcmp memcpy memmove memset mktime modf nan nearbyint nextafter nexttoward
  perror pow powf printf putc putchar puts putwc putwchar qsort quick_exit raise rand realloc remainder remove remquo rename
  rewind rint round roundf scalbln scalbn scanf setbuf setlocale setvbuf signal sin sinf sinh snprintf sprintf sqrt sqrtf
  srand sscanf strcat strchr strcmp strcoll strcpy strcspn strerror strftime strlen strncat strncmp strncpy strpbrk strrchr
  strspn strstr strtod strtof strtoimax strtok strtol strtold strtoll strtoul strtoull strtoumax strxfrm swprintf swscanf
  system tan tanf tanh tanhf tgamma time timespec_get tmpfile tmpnam tolower toupper towctrans towlower towupper trunc truncf
  tss_create tss_delete tss_get tss_set ungetc ungetwc vfprintf vfscanf vfwprintf vprintf vscanf vsnprintf vsprintf vsscanf
  vswprintf vwprintf wcrtomb wcscat wcschr wcscmp wcscoll wcscpy wcscspn wcsftime wcslen wcsncat wcsncmp wcsncpy wcspbrk
  wcsrchr wcsrtombs wcsspn wcsstr wcstod wcstof wcstok wcstol wcstoll wcstombs wcstoul wcstoull wcsxfrm wctob wctomb wctrans
  wctype wmemchr wmemcmp wmemcpy wmemmove wmemset wprintf wscanf
  accept accept4 access arc4random bind bcmp bcopy bzero chdir chmod chown clock_getres clock_gettime clock_nanosleep close
  closedir confstr connect creat daylight dirfd dlclose dlerror dlopen dlsym dprintf dup dup2 dup3 execve faccessat fchdir
  fcntl fdatasync fdopen fdopendir ffs fileno flock fork fpathconf fstat fstatat fsync ftruncate futimens getaddrinfo getcwd
  getdelim getdomainname getentropy getegid getgid gethostname getitimer getline getnameinfo getopt getpagesize getpid getppid
  getrandom getrusage getservbyname getservbyport getsockname getpeername getsockopt gettimeofday getuid gmtime_r htonl htons
  index inet_ntop inet_pton ioctl isatty kill lchown link linkat listen localtime_r lseek lstat madvise mkdir mkdirat mkdtemp
  mkstemp mmap mprotect mremap munmap nanosleep ntohl ntohs open openat opendir optarg opterr optind optopt pathconf pause
  pipe pipe2 poll posix_fadvise posix_fallocate posix_memalign pread preadv pwrite pwritev random read readdir readlink
  readlinkat readv realpath recv recvfrom recvmsg renameat rindex rmdir sbrk scandir sched_yield select seekdir send sendmsg
  sendto setenv setsockopt shutdown sleep socket socketpair srandom stat stpcpy strcasecmp strdup strncasecmp strndup strnlen
  strsep strsignal symlink symlinkat sysconf telldir times timezone truncate tzname tzset umask uname unlink unlinkat unsetenv
  usleep utime utimensat utimes vdprintf wait waitpid write writev
`),
);

/** Headers of C11: a file of such a name would be found in place of the library's. */
export const cHeaders: ReadonlySet<string> = new Set(
  list(`
  assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic stdbit
  stdbool stdckdint stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype
`),
);
