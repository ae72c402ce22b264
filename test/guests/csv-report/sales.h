/** Sales in the database of the host. */
#pragma once
#include "db-query/msgpack.h"
#include "db-query/streams.h"

/** Makes the table. These answer NULL, or what went wrong. */
const char *sales_create(void);
/** Adds one sale. */
const char *sales_add(slice_t item, int64_t cents);
/** Starts to ask for all sales, the dearest first. */
const char *sales_list(void);
/** The next part of the list, for `read_batch`; of size 0 at the end. */
slice_t sales_next(const char **error);
