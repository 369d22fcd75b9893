/* Test-only module: emits any error-log entry on request,
 * and measures what other modules' error_log hooks do meanwhile.
 *
 * Handler "errprobe". Parameters of the query string (values percent-encoded, any byte but NUL):
 *   format=NAME   one of errprobe_formats.h (default "plain", which is "%s": no AH number but what the text
 *                 brings)
 *   text=...      what %s stands for
 *   size=N        text is repeated up to N bytes
 *   level=NAME    emerg ... debug (default error)
 *   module=NAME   the module that the entry comes from, e.g. mod_authz_core.c (default: this one)
 *   errno=N       info->status
 *   with=...      what the entry comes with:
 *                   r            the request (default)
 *                   c            its connection
 *                   s            its server
 *                   null         no server
 *                   pool         a pool
 *                   fake         a server_rec without module_config
 *                   fake_r       the same behind a request
 *                   null_conn_r  a request without a connection's address
 *   null=a,b      fields of the request that are NULL while it logs: uri, unparsed_uri, the_request, method,
 *                 args, filename, headers
 *   count=N       how often
 *   thread=1      from a thread that httpd does not know
 *   answer=N      status code of the response (default 200)
 * The response tells what was counted between this module's first and last error_log hook
 * (with count_alloc.so preloaded).
 *
 * Directives:
 *   ErrProbeEmitAt config|post_config|child_init TEXT
 *   ErrProbeBadHook On   adds an error_log hook that does everything that a hook must not do, so that a test
 *                        can see that it would be noticed
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ap_mpm.h"
#include "apr_strings.h"
#include "apr_thread_proc.h"
#include "count_alloc.h"
#include "errprobe_formats.h"
#include "http_config.h"
#include "http_core.h"
#include "http_log.h"
#include "http_protocol.h"
#include "http_request.h"
#include "httpd.h" /* before the others, which need it */

module AP_MODULE_DECLARE_DATA errprobe_module;
APLOG_USE_MODULE(errprobe);

/* What is emitted at a stage of the start. */
typedef struct {
  const char *post_config, *child_init;
} stages_t;
static stages_t stages;
static int bad_hook = 0;

static void (*begin_counting)(void);
static void (*end_counting)(void);
static int (*counting_is_on)(void);
static void (*take_counted)(struct count_alloc*);
static __thread unsigned long nested; /* entries logged while counting: a hook that logs */

typedef struct {
  request_rec* r;
  const char *format, *text, *with;
  int level, module_index, count;
  apr_status_t status;
} wish_t;

/* The value of a parameter, percent-decoded. */
static char* parameter(request_rec* r, const char* name) {
  size_t length = strlen(name);
  const char* at = r->args;
  for (; at && *at; at = strchr(at, '&') ? strchr(at, '&') + 1 : NULL) {
    if (!strncmp(at, name, length) && at[length] == '=') {
      char *value = apr_pstrdup(r->pool, at + length + 1), *to = value, *from = value;
      char* end = strchr(value, '&');
      if (end) *end = 0;
      for (; *from; from++) {
        if (from[0] == '%' && from[1] && from[2]) {
          char digits[3] = {from[1], from[2], 0};
          *to++ = (char)strtol(digits, NULL, 16);
          from += 2;
        } else {
          *to++ = *from == '+' ? ' ' : *from;
        }
      }
      *to = 0;
      return value;
    }
  }
  return NULL;
}

static int int_parameter(request_rec* r, const char* name, int otherwise) {
  const char* value = parameter(r, name);
  return value ? atoi(value) : otherwise;
}

static const char* repeated(request_rec* r, const char* text, int size) {
  size_t length = strlen(text), at = 0;
  char* result;
  if (size <= 0 || !length) return text;
  result = apr_palloc(r->pool, (apr_size_t)size + 1);
  for (; at < (size_t)size; at++) result[at] = text[at % length];
  result[at] = 0;
  return result;
}

static int has_word(const char* list, const char* word) {
  const char* at = list;
  size_t length = strlen(word);
  while (at && (at = strstr(at, word)) != NULL) {
    if ((at == list || at[-1] == ',') && (at[length] == 0 || at[length] == ',')) return 1;
    at += length;
  }
  return 0;
}

static void make_null(request_rec* r, const char* fields) {
  if (has_word(fields, "uri")) r->uri = NULL;
  if (has_word(fields, "unparsed_uri")) r->unparsed_uri = NULL;
  if (has_word(fields, "the_request")) r->the_request = NULL;
  if (has_word(fields, "method")) r->method = NULL;
  if (has_word(fields, "args")) r->args = NULL;
  if (has_word(fields, "filename")) r->filename = NULL;
  if (has_word(fields, "headers")) r->headers_in = NULL;
}

#define EMIT(log, thing)                                                                              \
  do {                                                                                                \
    if (!strcmp(wish->format, "%sstderr from %s: %s"))                                                \
      log(__FILE__, __LINE__, wish->module_index, wish->level, wish->status, thing, wish->format, "", \
          "x.cgi", wish->text);                                                                       \
    else                                                                                              \
      log(__FILE__, __LINE__, wish->module_index, wish->level, wish->status, thing, wish->format,     \
          wish->text);                                                                                \
  } while (0)

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
static void emit(wish_t* wish) {
  request_rec* r = wish->r;
  server_rec fake = *r->server;
  fake.module_config = NULL;
  fake.server_hostname = NULL;
  for (int i = 0; i < wish->count; i++) {
    if (!strcmp(wish->with, "c")) {
      EMIT(ap_log_cerror_, r->connection);
    } else if (!strcmp(wish->with, "s")) {
      EMIT(ap_log_error_, r->server);
    } else if (!strcmp(wish->with, "null")) {
      EMIT(ap_log_error_, NULL);
    } else if (!strcmp(wish->with, "pool")) {
      EMIT(ap_log_perror_, r->pool);
    } else if (!strcmp(wish->with, "fake")) {
      EMIT(ap_log_error_, &fake);
    } else if (!strcmp(wish->with, "fake_r")) {
      request_rec copy = *r;
      copy.server = &fake;
      EMIT(ap_log_rerror_, &copy);
    } else if (!strcmp(wish->with, "null_conn_r")) {
      conn_rec connection = *r->connection;
      request_rec copy = *r;
      connection.client_addr = NULL;
      copy.useragent_addr = NULL;
      copy.connection = &connection;
      EMIT(ap_log_rerror_, &copy);
    } else {
      EMIT(ap_log_rerror_, r);
    }
  }
}
#pragma GCC diagnostic pop

static void* APR_THREAD_FUNC emit_in_thread(apr_thread_t* thread, void* wish) {
  emit(wish);
  apr_thread_exit(thread, APR_SUCCESS);
  return NULL;
}

static const char* find_format(const char* name) {
  for (size_t i = 0; name && i < sizeof(kFormats) / sizeof(kFormats[0]); i++) {
    if (!strcmp(kFormats[i].name, name)) return kFormats[i].format;
  }
  return name ? NULL : kFormats[0].format;
}

static int find_level(const char* name) {
  for (int i = 0; name && i < 8; i++) {
    if (!strcmp(kLevels[i], name)) return i;
  }
  return APLOG_ERR;
}

/* 0 when a parameter is wrong. */
static int read_wish(request_rec* r, wish_t* wish) {
  const char *name = parameter(r, "module"), *text = parameter(r, "text"), *with = parameter(r, "with");
  module* from = name ? ap_find_linked_module(name) : &errprobe_module;
  wish->r = r;
  wish->format = find_format(parameter(r, "format"));
  wish->text = repeated(r, text ? text : "", int_parameter(r, "size", 0));
  wish->level = find_level(parameter(r, "level"));
  wish->with = with ? with : "r";
  wish->count = int_parameter(r, "count", 1);
  wish->status = int_parameter(r, "errno", 0);
  wish->module_index = from ? from->module_index : -1;
  return from && wish->format;
}

static void answer(request_rec* r, const wish_t* wish) {
  struct count_alloc counted = {0};
  if (take_counted) take_counted(&counted);
  ap_set_content_type(r, "application/json");
  ap_rprintf(r,
             "{\"entries\": %d, \"counting\": %d, \"allocations\": %lu, \"frees\": %lu, "
             "\"pool_allocations\": %lu, \"locks\": %lu, "
             "\"throws\": %lu, \"nested\": %lu, \"pid\": %ld}\n",
             wish->count, take_counted != NULL, counted.allocations, counted.frees, counted.pool_allocations,
             counted.locks, counted.throws, nested, (long)getpid());
}

static int handler(request_rec* r) {
  wish_t wish;
  request_rec before;
  int status;
  if (!r->handler || strcmp(r->handler, "errprobe")) return DECLINED;
  if (!read_wish(r, &wish)) return HTTP_BAD_REQUEST;
  status = int_parameter(r, "answer", 200);
  nested = 0;
  if (take_counted) {
    struct count_alloc earlier;
    take_counted(&earlier);
  }
  if (int_parameter(r, "thread", 0)) {
    apr_thread_t* thread;
    apr_status_t result;
    if (apr_thread_create(&thread, NULL, emit_in_thread, &wish, r->pool) == APR_SUCCESS)
      apr_thread_join(&result, thread);
  } else {
    before = *r;
    make_null(r, parameter(r, "null"));
    emit(&wish);
    r->uri = before.uri;
    r->unparsed_uri = before.unparsed_uri;
    r->the_request = before.the_request;
    r->method = before.method;
    r->args = before.args;
    r->filename = before.filename;
    r->headers_in = before.headers_in;
  }
  if (status != 200) return status;
  answer(r, &wish);
  return OK;
}

static void first_hook(const ap_errorlog_info* info, const char* errstr) {
  if (!begin_counting) return;
  if (counting_is_on()) nested++;
  begin_counting();
}

static void last_hook(const ap_errorlog_info* info, const char* errstr) {
  if (end_counting) end_counting();
}

/* Everything that is forbidden. */
static void forbidden_hook(const ap_errorlog_info* info, const char* errstr) {
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  static __thread int inside;
  void* volatile memory;
  if (!bad_hook || inside || !info->r) return;
  inside = 1;
  memory = malloc(100);
  free(memory);
  apr_palloc(info->r->pool, 10);
  pthread_mutex_lock(&mutex);
  pthread_mutex_unlock(&mutex);
  ap_log_rerror(APLOG_MARK, APLOG_ERR, 0, info->r, "logged from inside a hook");
  begin_counting(); /* the nested entry has switched it off */
  inside = 0;
}

static const char* set_emit_at(cmd_parms* cmd, void* config, const char* stage, const char* text) {
  if (!strcmp(stage, "config")) {
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, NULL, "%s", text);
    ap_log_perror(APLOG_MARK, APLOG_ERR, 0, cmd->pool, "%s", text);
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, cmd->server, "%s", text);
  } else if (!strcmp(stage, "post_config")) {
    stages.post_config = text;
  } else if (!strcmp(stage, "child_init")) {
    stages.child_init = text;
  } else {
    return "ErrProbeEmitAt takes config, post_config or child_init";
  }
  return NULL;
}

static const char* set_bad_hook(cmd_parms* cmd, void* config, int on) {
  bad_hook = on;
  return NULL;
}

static int on_post_config(apr_pool_t* p, apr_pool_t* plog, apr_pool_t* ptemp, server_rec* s) {
  if (stages.post_config) ap_log_error(APLOG_MARK, APLOG_ERR, 0, s, "%s", stages.post_config);
  return OK;
}

static void on_child_init(apr_pool_t* p, server_rec* s) {
  if (stages.child_init) ap_log_error(APLOG_MARK, APLOG_ERR, 0, s, "%s", stages.child_init);
}

static void register_hooks(apr_pool_t* p) {
  begin_counting = (void (*)(void))(size_t)dlsym(RTLD_DEFAULT, "count_alloc_begin");
  end_counting = (void (*)(void))(size_t)dlsym(RTLD_DEFAULT, "count_alloc_end");
  counting_is_on = (int (*)(void))(size_t)dlsym(RTLD_DEFAULT, "count_alloc_is_on");
  take_counted = (void (*)(struct count_alloc*))(size_t)dlsym(RTLD_DEFAULT, "count_alloc_take");
  ap_hook_error_log(first_hook, NULL, NULL, APR_HOOK_REALLY_FIRST - 10);
  ap_hook_error_log(last_hook, NULL, NULL, APR_HOOK_REALLY_LAST + 10);
  ap_hook_error_log(forbidden_hook, NULL, NULL, APR_HOOK_MIDDLE);
  ap_hook_handler(handler, NULL, NULL, APR_HOOK_MIDDLE);
  ap_hook_post_config(on_post_config, NULL, NULL, APR_HOOK_LAST);
  ap_hook_child_init(on_child_init, NULL, NULL, APR_HOOK_LAST);
}

static const command_rec commands[] = {
    AP_INIT_TAKE2("ErrProbeEmitAt", set_emit_at, NULL, RSRC_CONF, "stage and text of an entry"),
    AP_INIT_FLAG("ErrProbeBadHook", set_bad_hook, NULL, RSRC_CONF,
                 "adds an error_log hook that does what none may do"),
    {NULL}};

/* Loaded beside it, so that an entry can come from a module of that name. */
module AP_MODULE_DECLARE_DATA qos_module = {
    MODULE_MAGIC_NUMBER_MAJOR, MODULE_MAGIC_NUMBER_MINOR, -1, "mod_qos.c", NULL, NULL,
    MODULE_MAGIC_COOKIE,       .register_hooks = NULL,
};

module AP_MODULE_DECLARE_DATA errprobe_module = {
    STANDARD20_MODULE_STUFF, NULL, NULL, NULL, NULL, commands, register_hooks, AP_MODULE_FLAG_NONE};
