/** Keywords of C++23 and its alternative tokens, with the words that have a meaning of their own in some places. */
export const cppWords: ReadonlySet<string> = new Set(
  `
  alignas alignof and and_eq asm atomic_cancel atomic_commit atomic_noexcept auto bitand bitor bool break case catch char
  char8_t char16_t char32_t class compl concept const consteval constexpr constinit const_cast continue contract_assert
  co_await co_return co_yield decltype default delete do double dynamic_cast else enum explicit export extern false float for
  friend goto if inline int long mutable namespace new noexcept not not_eq nullptr operator or or_eq private protected public
  reflexpr register reinterpret_cast requires return short signed sizeof static static_assert static_cast struct switch
  synchronized template this thread_local throw true try typedef typeid typename union unsigned using virtual void volatile
  wchar_t while xor xor_eq
  final import module override post pre replaceable_if_eligible transaction_safe transaction_safe_dynamic
  trivially_relocatable_if_eligible std
`
    .trim()
    .split(/\s+/),
);
