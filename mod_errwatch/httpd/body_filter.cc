#include "httpd/body_filter.h"

#include <algorithm>
#include <string_view>

#include "base/ascii.h"
#include "httpd/boundary.h"
#include "httpd/configs.h"
#include "httpd/entry_view.h"
#include "httpd/runtime.h"
#include "match/body_reader.h"
#include "model/body_type.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

using store::Counter;

ap_filter_rec_t* filter_record = nullptr;

// Without one of these a request has no body; HTTP/2 needs none.
bool MayHaveBody(const request_rec* request) {
  const std::string_view length = HeaderOf(request, "Content-Length");
  if (!length.empty()) return length != "0";
  return !HeaderOf(request, "Transfer-Encoding").empty() || request->connection->master != nullptr;
}

// What the body is expected to take at most, for one allocation instead of several.
std::size_t ExpectedBytes(const request_rec* request) {
  std::size_t bytes = 0;
  for (const char c : HeaderOf(request, "Content-Length")) {
    if (!IsDigit(c) || bytes > kMaxBodyBytes) break;
    bytes = bytes * 10 + static_cast<std::size_t>(c - '0');
  }
  return bytes;
}

char* FromPool(void* pool, std::size_t bytes) {
  return static_cast<char*>(apr_palloc(static_cast<apr_pool_t*>(pool), bytes));
}

// Null: this body is not looked at. Asked when its first bytes are there: a filter below that unpacks the
// body has taken its header away by then.
BodyReader* NewReader(const request_rec* first, std::string_view piece, std::size_t limit) {
  if (IsCompressed(HeaderOf(first, "Content-Encoding"), piece)) {
    Count(Counter::kBodiesCompressed);
    return nullptr;
  }
  Entry asked;
  FillRequestLine(first, &asked);
  const BodyType type = BodyTypeOf({asked.method, asked.uri, HeaderOf(first, "Content-Type")});
  if (type.kind == BodyKind::kNone) return nullptr;
  void* place = apr_palloc(first->pool, sizeof(BodyReader));
  return new (place) BodyReader(type, limit, ExpectedBytes(first), {&FromPool, first->pool});
}
static_assert(std::is_trivially_destructible_v<BodyReader>);

// True as long as there may be more to see.
bool Look(std::string_view piece, RequestState& state, const request_rec* first, std::size_t limit) {
  if (piece.empty()) return true;
  const bool begins = !state.body_begun;
  if (begins) {
    state.body_begun = true;
    state.body = NewReader(first, piece, limit);
  }
  if (state.body == nullptr) return false;
  state.body->Read(piece);
  if (state.body->passes_by()) return false;
  if (begins) Count(Counter::kBodies);
  if (!state.body->full()) return true;
  Count(Counter::kBodiesCut);
  return false;
}

// Only what is in memory: reading a file or a socket would change the brigade.
bool IsInMemory(const apr_bucket* bucket) {
  return bucket->length != static_cast<apr_size_t>(-1) && !APR_BUCKET_IS_FILE(bucket);
}

bool LookAtAll(apr_bucket_brigade* brigade, RequestState& state, const request_rec* first,
               std::size_t limit) {
  for (apr_bucket* bucket = APR_BRIGADE_FIRST(brigade); bucket != APR_BRIGADE_SENTINEL(brigade);
       bucket = APR_BUCKET_NEXT(bucket)) {
    if (APR_BUCKET_IS_EOS(bucket)) return false;
    if (APR_BUCKET_IS_METADATA(bucket) || !IsInMemory(bucket)) continue;
    const char* data = nullptr;
    apr_size_t length = 0;
    if (apr_bucket_read(bucket, &data, &length, APR_NONBLOCK_READ) != APR_SUCCESS) continue;
    if (!Look({data, length}, state, first, limit)) return false;
  }
  return true;
}

// What passes; a look ahead is none, it comes again.
bool Consumes(ap_input_mode_t mode) {
  return mode == AP_MODE_READBYTES || mode == AP_MODE_GETLINE || mode == AP_MODE_EXHAUSTIVE;
}

void LookAtBody(ap_filter_t* filter, apr_bucket_brigade* brigade) {
  RequestState* state = StateOf(filter->r);
  const request_rec* first = FirstRequest(filter->r);
  const DirConfig* directory = DirConfigOf(filter->r, filter->r->server);
  const bool more = state != nullptr && !state->body_ended && directory != nullptr &&
                    LookAtAll(brigade, *state, first, directory->body.value);
  if (more) return;
  // The rest passes by without a call.
  if (state != nullptr) state->body_ended = true;
  ap_remove_input_filter(filter);
}

apr_status_t PassBody(ap_filter_t* filter, apr_bucket_brigade* brigade, ap_input_mode_t mode,
                      apr_read_type_e block, apr_off_t bytes) noexcept {
  const apr_status_t status = ap_get_brigade(filter->next, brigade, mode, block, bytes);
  if (status == APR_SUCCESS && Consumes(mode)) VoidBoundary<&LookAtBody>::Call(filter, brigade);
  return status;
}

}  // namespace

void RegisterBodyFilter() {
  // The nearest to the handler, so that it sees what the handler gets: behind mod_deflate, which unpacks
  // (AP_FTYPE_CONTENT_SET), behind filters that rewrite the body, and behind mod_request, which gives out
  // once more what mod_auth_form has read (both AP_FTYPE_RESOURCE).
  filter_record = ap_register_input_filter("ERRWATCH_BODY", &PassBody, nullptr,
                                           static_cast<ap_filter_type>(AP_FTYPE_RESOURCE - 1));
}

void InsertBodyFilter(request_rec* request) {
  // A subrequest has no body of its own.
  // After an internal redirect httpd has dropped the filter, and a new handler may read what is left.
  if (request->main != nullptr) return;
  const RequestState* state = StateOf(request);
  const DirConfig* directory = DirConfigOf(request, request->server);
  if (state == nullptr || state->body_ended || state->denied || directory == nullptr) return;
  if (directory->engine.value == Engine::kOff || directory->body.value == 0) return;
  if (MayHaveBody(FirstRequest(request)))
    ap_add_input_filter_handle(filter_record, nullptr, request, request->connection);
}

}  // namespace errwatch::httpd
