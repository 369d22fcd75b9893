/* Test-only module: writes what httpd's hooks are given to a file, one JSON object a line,
 * and denies or logs again on request.
 *
 *   CONTRACT_RECORD   environment variable that names the file, because hooks are called before any directive
 *                     has been read
 *   CONTRACT_LOG      ... names the error log, whose size is recorded when the hook is called
 *   X-Contract-Deny   header of a request that asks for a denial: post_read, access, access_ex or both,
 *                     optionally with ":429"
 *   recurse-please    a message that contains this is logged once more from inside the error_log hook
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ap_mpm.h"
#include "apr_strings.h"
#include "http_config.h"
#include "http_connection.h"
#include "http_core.h"
#include "http_log.h"
#include "http_main.h"
#include "http_protocol.h"
#include "http_request.h"
#include "httpd.h" /* before the others, which need it */
#include "mpm_common.h"

module AP_MODULE_DECLARE_DATA contract_module;
APLOG_USE_MODULE(contract);

static int register_calls = 0; /* stays 0 when the DSO is really loaded afresh */
static __thread int depth = 0;

typedef struct {
  char text[65536];
  size_t length;
} record_t;

static void put(record_t* o, char c) {
  if (o->length < sizeof(o->text) - 2) o->text[o->length++] = c;
}

static void put_text(record_t* o, const char* s) {
  while (*s) put(o, *s++);
}

static void name_field(record_t* o, const char* name) {
  put_text(o, o->length > 1 ? ",\"" : "\"");
  put_text(o, name);
  put_text(o, "\":");
}

static void string_field(record_t* o, const char* name, const char* value) {
  static const char hex[] = "0123456789abcdef";
  name_field(o, name);
  if (!value) {
    put_text(o, "null");
    return;
  }
  put(o, '"');
  for (; *value; value++) {
    unsigned char c = (unsigned char)*value;
    if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\') {
      put_text(o, "\\u00");
      put(o, hex[c >> 4]);
      put(o, hex[c & 15]);
    } else {
      put(o, (char)c);
    }
  }
  put(o, '"');
}

static void int_field(record_t* o, const char* name, long value) {
  char digits[32];
  apr_snprintf(digits, sizeof(digits), "%ld", value);
  name_field(o, name);
  put_text(o, digits);
}

static void begin(record_t* o, const char* hook) {
  o->length = 0;
  put(o, '{');
  string_field(o, "hook", hook);
  int_field(o, "pid", (long)getpid());
  int_field(o, "uid", (long)getuid());
}

/* One write with O_APPEND a record: whole lines, whichever process writes. */
static void finish(record_t* o) {
  const char* path = getenv("CONTRACT_RECORD");
  int file = path ? open(path, O_WRONLY | O_APPEND) : -1;
  if (file < 0) return;
  o->text[o->length++] = '}';
  o->text[o->length++] = '\n';
  if (write(file, o->text, o->length) < 0) { /* the test finds the record missing */
  }
  close(file);
}

static void request_fields(record_t* o, const request_rec* r) {
  int_field(o, "r_status", r->status);
  string_field(o, "uri", r->uri);
  string_field(o, "unparsed_uri", r->unparsed_uri);
  string_field(o, "the_request", r->the_request);
  string_field(o, "method", r->method);
  string_field(o, "args", r->args);
  string_field(o, "useragent_ip", r->useragent_ip);
  string_field(o, "log_id", r->log_id);
  int_field(o, "prev", r->prev != NULL);
  int_field(o, "main", r->main != NULL);
  int_field(o, "server_level_dir_config", r->per_dir_config == r->server->lookup_defaults);
}

static void connection_fields(record_t* o, const conn_rec* c) {
  string_field(o, "client_ip", c->client_ip);
  int_field(o, "outgoing", c->outgoing);
  int_field(o, "secondary", c->master != NULL);
  int_field(o, "scoreboard", c->sbh != NULL);
}

static void on_error_log(const ap_errorlog_info* info, const char* errstr) {
  record_t o;
  const char* log = getenv("CONTRACT_LOG");
  struct stat state;
  depth++;
  begin(&o, "error_log");
  int_field(&o, "depth", depth);
  string_field(&o, "errstr", errstr);
  string_field(&o, "format", info->format);
  int_field(&o, "level", info->level);
  int_field(&o, "startup", info->startup);
  int_field(&o, "status", info->status);
  int_field(&o, "using_syslog", info->using_syslog);
  int_field(&o, "module_index", info->module_index);
  string_field(&o, "module", info->module_index >= 0 ? ap_find_module_short_name(info->module_index) : NULL);
  string_field(&o, "file", info->file);
  int_field(&o, "has_s", info->s != NULL);
  int_field(&o, "has_c", info->c != NULL);
  int_field(&o, "has_r", info->r != NULL);
  int_field(&o, "has_rmain", info->rmain != NULL);
  int_field(&o, "has_pool", info->pool != NULL);
  int_field(&o, "has_module_config", info->s != NULL && info->s->module_config != NULL);
  int_field(&o, "log_size", log && stat(log, &state) == 0 ? (long)state.st_size : -1);
  if (info->c) connection_fields(&o, info->c);
  if (info->r) request_fields(&o, info->r);
  finish(&o);
  if (depth < 3 && strstr(errstr, "recurse-please")) {
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, info->s, "recurse-please again, depth %d", depth);
  }
  depth--;
}

static void record_request(const char* hook, const request_rec* r) {
  record_t o;
  begin(&o, hook);
  connection_fields(&o, r->connection);
  request_fields(&o, r);
  finish(&o);
}

/* The status that the request asks this gate to deny it with, or DECLINED.
 * Without a guard for internal redirects, on purpose. */
static int asked_denial(const request_rec* r, const char* gate, int in_both) {
  const char* wish = apr_table_get(r->headers_in, "X-Contract-Deny");
  const char* status = wish ? strchr(wish, ':') : NULL;
  size_t length = wish ? (status ? (size_t)(status - wish) : strlen(wish)) : 0;
  if (!wish) return DECLINED;
  if ((length == strlen(gate) && !strncmp(wish, gate, length)) ||
      (in_both && length == 4 && !strncmp(wish, "both", 4))) {
    return status ? atoi(status + 1) : HTTP_FORBIDDEN;
  }
  return DECLINED;
}

static int on_post_read_request(request_rec* r) {
  record_request("post_read_request", r);
  return asked_denial(r, "post_read", 0);
}

static int on_map_to_storage(request_rec* r) {
  record_request("map_to_storage", r);
  return DECLINED;
}

static int on_access_checker(request_rec* r) {
  record_request("access_checker", r);
  return asked_denial(r, "access", 1);
}

static int on_access_checker_ex(request_rec* r) {
  record_request("access_checker_ex", r);
  return asked_denial(r, "access_ex", 1);
}

static int on_log_transaction(request_rec* r) {
  record_request("log_transaction", r);
  return DECLINED;
}

static int main_state(void) { return ap_state_query(AP_SQ_MAIN_STATE); }

static void record_stage(const char* hook) {
  record_t o;
  int* retained = ap_retained_data_get("contract");
  begin(&o, hook);
  int_field(&o, "main_state", main_state());
  int_field(&o, "register_calls", register_calls);
  int_field(&o, "retained", retained ? *retained : 0);
  finish(&o);
}

static int on_pre_config(apr_pool_t* p, apr_pool_t* plog, apr_pool_t* ptemp) {
  record_stage("pre_config");
  return OK;
}

static int on_post_config(apr_pool_t* p, apr_pool_t* plog, apr_pool_t* ptemp, server_rec* s) {
  int* retained = ap_retained_data_get("contract");
  if (!retained) retained = ap_retained_data_create("contract", sizeof(int));
  ++*retained;
  record_stage("post_config");
  return OK;
}

static int on_pre_mpm(apr_pool_t* p, ap_scoreboard_e type) {
  record_stage("pre_mpm");
  return OK;
}

static void on_child_init(apr_pool_t* p, server_rec* s) {
  record_t o;
  int generation = -1;
  ap_mpm_query(AP_MPMQ_GENERATION, &generation);
  begin(&o, "child_init");
  int_field(&o, "generation", generation);
  finish(&o);
}

static void register_hooks(apr_pool_t* p) {
  static const char* const after_remoteip[] = {"mod_remoteip.c", NULL};
  register_calls++;
  record_stage("register_hooks");
  ap_hook_error_log(on_error_log, NULL, NULL, APR_HOOK_MIDDLE);
  ap_hook_pre_config(on_pre_config, NULL, NULL, APR_HOOK_MIDDLE);
  ap_hook_post_config(on_post_config, NULL, NULL, APR_HOOK_MIDDLE);
  ap_hook_pre_mpm(on_pre_mpm, NULL, NULL, APR_HOOK_MIDDLE);
  ap_hook_child_init(on_child_init, NULL, NULL, APR_HOOK_MIDDLE);
  ap_hook_post_read_request(on_post_read_request, after_remoteip, NULL, APR_HOOK_MIDDLE);
  ap_hook_map_to_storage(on_map_to_storage, NULL, NULL, APR_HOOK_REALLY_FIRST);
  ap_hook_check_access(on_access_checker, NULL, NULL, APR_HOOK_FIRST, AP_AUTH_INTERNAL_PER_CONF);
  ap_hook_check_access_ex(on_access_checker_ex, NULL, NULL, APR_HOOK_FIRST, AP_AUTH_INTERNAL_PER_CONF);
  ap_hook_log_transaction(on_log_transaction, NULL, NULL, APR_HOOK_MIDDLE);
}

module AP_MODULE_DECLARE_DATA contract_module = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, NULL, register_hooks, AP_MODULE_FLAG_NONE};
