/* What count_alloc.so counted in the calling thread. */
#ifndef COUNT_ALLOC_H
#define COUNT_ALLOC_H

struct count_alloc {
  unsigned long allocations; /* malloc and its relatives */
  unsigned long frees;
  unsigned long pool_allocations; /* apr_palloc, apr_pcalloc, new pools */
  unsigned long locks;
  unsigned long throws;
};

void count_alloc_begin(void);
void count_alloc_end(void);
int count_alloc_is_on(void);
void count_alloc_take(struct count_alloc* total); /* and starts again from 0 */

#endif
