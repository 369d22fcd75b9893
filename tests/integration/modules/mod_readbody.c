/* Test-only handler: reads the body of a request in one way or another, and answers with what it got.
 *
 *   /echo                reads it in pieces of any size
 *   /echo?ahead          looks ahead at each piece before it takes it (AP_MODE_SPECULATIVE)
 *   /echo?lines          takes it line by line (AP_MODE_GETLINE)
 *   /echo?never          does not read it
 *   /echo?discard        reads it and answers with nothing
 *   /echo?status=422     answers so
 */
#include <stdlib.h>
#include <string.h>

#include "httpd.h"
#include "http_config.h"
#include "http_protocol.h"
#include "http_request.h"
#include "util_filter.h"

static int look_ahead(request_rec *r, apr_bucket_brigade *brigade)
{
    apr_status_t status = ap_get_brigade(r->input_filters, brigade, AP_MODE_SPECULATIVE, APR_BLOCK_READ, 64);
    apr_brigade_cleanup(brigade);
    return status == APR_SUCCESS;
}

static int read_body(request_rec *r, const char *how, apr_bucket_brigade *body)
{
    const ap_input_mode_t mode = strstr(how, "lines") ? AP_MODE_GETLINE : AP_MODE_READBYTES;
    apr_bucket_brigade *piece = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    for (;;) {
        apr_bucket *bucket;
        int end = 0;
        apr_status_t status;
        if (strstr(how, "ahead") && !look_ahead(r, piece)) return HTTP_BAD_REQUEST;
        status = ap_get_brigade(r->input_filters, piece, mode, APR_BLOCK_READ, strstr(how, "discard") ? 8192 : 1000);
        if (status != APR_SUCCESS) return ap_map_http_request_error(status, HTTP_BAD_REQUEST);
        while (!APR_BRIGADE_EMPTY(piece)) {
            bucket = APR_BRIGADE_FIRST(piece);
            APR_BUCKET_REMOVE(bucket);
            if (APR_BUCKET_IS_EOS(bucket)) {
                apr_bucket_destroy(bucket);
                end = 1;
            } else if (strstr(how, "discard")) {
                apr_bucket_destroy(bucket);
            } else {
                apr_bucket_setaside(bucket, r->pool);
                APR_BRIGADE_INSERT_TAIL(body, bucket);
            }
        }
        if (end) return OK;
    }
}

static int handler(request_rec *r)
{
    const char *how = r->args == NULL ? "" : r->args;
    const char *answer;
    apr_bucket_brigade *body;
    if (r->handler == NULL || strcmp(r->handler, "readbody") != 0) return DECLINED;
    body = apr_brigade_create(r->pool, r->connection->bucket_alloc);
    if (!strstr(how, "never")) {
        const int status = read_body(r, how, body);
        if (status != OK) return status;
    }
    answer = strstr(how, "status=");
    if (answer != NULL) r->status = atoi(answer + 7);
    ap_set_content_type(r, "application/octet-stream");
    APR_BRIGADE_INSERT_TAIL(body, apr_bucket_eos_create(r->connection->bucket_alloc));
    ap_pass_brigade(r->output_filters, body);
    return OK;
}

static void register_hooks(apr_pool_t *pool)
{
    ap_hook_handler(handler, NULL, NULL, APR_HOOK_MIDDLE);
}

AP_DECLARE_MODULE(readbody) = {STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, register_hooks, AP_MODULE_FLAG_NONE};
