// The guest of `test/guests/everything` in AssemblyScript: the same calls with the same notes, on the generated module.
export { notes_base } from './notes';
export { run_text } from './text';
export { run_bytes } from './bytes';
export { run_records, run_lists } from './records';
export { run_numbers, run_enums } from './numbers';
export { run_handles, run_errors, run_policy, run_exit } from './handles';
export { run_packed, run_payload } from './packed';
export {
  demo_stream_new,
  demo_stream_send,
  demo_stream_close,
  demo_scratch_alloc,
  demo_scratch_free,
  demo_cancelled,
  run_streams,
} from './streams';
export { demo_apply0, demo_apply1, demo_apply2, demo_import, demo_ready, demo_callback, run_links } from './links';
