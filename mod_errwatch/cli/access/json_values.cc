#include "cli/access/json_values.h"

#include <algorithm>

#include "base/ascii.h"
#include "cli/access/log_escapes.h"

namespace errwatch::cli {
namespace {

constexpr int kMostDepth = 6;
constexpr std::size_t kMostNames = 256;  // of one line; an attacker could invent any number

struct Name {
  std::string_view plain;  // small letters and digits alone, joined to those around it
  JsonName name;
};
using N = JsonName;
// clang-format off
constexpr Name kNames[] = {
    {"time", N::kTime}, {"timestamp", N::kTime}, {"ts", N::kTime}, {"datetime", N::kTime}, {"timelocal", N::kTime},
    {"timeiso8601", N::kTime}, {"starttime", N::kTime}, {"startutc", N::kTime}, {"eventtime", N::kTime},
    {"client", N::kClient}, {"clientip", N::kClient}, {"clientaddress", N::kClient}, {"clientaddr", N::kClient},
    {"remoteaddr", N::kClient}, {"remoteaddress", N::kClient}, {"remoteip", N::kClient}, {"remotehost", N::kClient},
    {"sourceip", N::kClient}, {"sourceaddress", N::kClient}, {"ip", N::kClient}, {"clienthost", N::kClient},
    {"requestclientip", N::kClient}, {"requestremoteip", N::kClient},
    {"request", N::kRequest}, {"requestline", N::kRequest}, {"firstline", N::kRequest}, {"httprequest", N::kEnvelope},
    {"method", N::kMethod}, {"requestmethod", N::kMethod}, {"httpmethod", N::kMethod}, {"httprequestmethod", N::kMethod},
    {"verb", N::kMethod},
    {"uri", N::kUri}, {"url", N::kUri}, {"path", N::kUri}, {"requesturi", N::kUri}, {"requestpath", N::kUri},
    {"requesturl", N::kUri}, {"urloriginal", N::kUri}, {"urlpath", N::kUri}, {"uripath", N::kUri},
    {"query", N::kQuery}, {"querystring", N::kQuery}, {"args", N::kQuery}, {"urlquery", N::kQuery}, {"requestquery", N::kQuery},
    {"protocol", N::kProtocol}, {"proto", N::kProtocol}, {"requestproto", N::kProtocol}, {"requestprotocol", N::kProtocol},
    {"serverprotocol", N::kProtocol},
    {"status", N::kStatus}, {"statuscode", N::kStatus}, {"responsecode", N::kStatus}, {"responsestatus", N::kStatus},
    {"httpresponsestatuscode", N::kStatus}, {"httpstatus", N::kStatus}, {"httpstatuscode", N::kStatus}, {"response", N::kStatus},
    {"downstreamstatus", N::kStatus}, {"code", N::kStatus},
    {"bytes", N::kBytes}, {"bytessent", N::kBytes}, {"bodybytessent", N::kBytes}, {"size", N::kBytes},
    {"responsesize", N::kBytes}, {"httpresponsebodybytes", N::kBytes}, {"bytesout", N::kBytes},
    {"downstreamcontentsize", N::kBytes},
    {"user", N::kUser}, {"username", N::kUser}, {"remoteuser", N::kUser}, {"authuser", N::kUser}, {"userid", N::kUser},
    {"clientusername", N::kUser},
    {"host", N::kHost}, {"httphost", N::kHost}, {"requesthost", N::kHost}, {"urldomain", N::kHost},
    {"vhost", N::kVhost}, {"virtualhost", N::kVhost}, {"servername", N::kVhost}, {"server", N::kVhost}, {"domain", N::kVhost},
    {"agent", N::kAgent}, {"useragent", N::kAgent}, {"httpuseragent", N::kAgent}, {"useragentoriginal", N::kAgent},
    {"requestheadersuseragent", N::kAgent}, {"requestuseragent", N::kAgent},
    {"referer", N::kReferer}, {"referrer", N::kReferer}, {"httpreferer", N::kReferer}, {"httpreferrer", N::kReferer},
    {"httprequestreferrer", N::kReferer}, {"requestheadersreferer", N::kReferer}, {"requestreferer", N::kReferer},
    {"cookie", N::kCookie}, {"httpcookie", N::kCookie}, {"requestheaderscookie", N::kCookie},
    {"xforwardedfor", N::kForwarded}, {"httpxforwardedfor", N::kForwarded}, {"forwardedfor", N::kForwarded},
    {"location", N::kLocation}, {"redirect", N::kLocation},
    {"logid", N::kLogId}, {"errorlogid", N::kLogId}, {"requestlogid", N::kLogId}, {"uniqueid", N::kUniqueId},
    {"message", N::kLine}, {"log", N::kLine}, {"line", N::kLine}, {"raw", N::kLine}, {"eventoriginal", N::kLine},
    {"fulllog", N::kLine}, {"msg", N::kLine}, {"fullmessage", N::kLine}, {"textpayload", N::kLine},
    {"source", N::kEnvelope}, {"result", N::kEnvelope}, {"jsonpayload", N::kEnvelope}, {"fields", N::kEnvelope},
    {"record", N::kEnvelope}, {"entry", N::kEnvelope}, {"attributes", N::kEnvelope},
};
// clang-format on

std::string Simplified(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (IsAlnum(c)) plain += ToLower(c);
  }
  return plain;
}

}  // namespace

JsonName JsonValues::NameOf(std::string_view key) {
  const std::size_t place = next_known_++;
  if (place >= kMostNames) return JsonName::kUnknown;
  if (place < known_.size() && known_[place].key == key && known_[place].around == around_)
    return known_[place].name;
  if (place >= known_.size()) known_.resize(place + 1);
  Known& known = known_[place];
  known.around = around_;
  known.key = key;
  const std::string plain = around_ + Simplified(key);
  const auto* found = std::ranges::find(kNames, plain, &Name::plain);
  known.name = found == std::end(kNames) ? JsonName::kUnknown : found->name;
  return known.name;
}

bool JsonValues::Read(std::string_view text) {
  rest_ = Trim(text);
  if (rest_.ends_with(',')) rest_.remove_suffix(1);  // of a list
  values_.clear();
  space_.clear();
  space_.reserve(rest_.size());
  around_.clear();
  next_known_ = 0;
  if (!Object(0)) return false;
  Blanks();
  return rest_.empty();
}

void JsonValues::Blanks() {
  while (!rest_.empty() && IsSpace(rest_.front())) rest_.remove_prefix(1);
}

bool JsonValues::Take(char c) {
  Blanks();
  if (!rest_.starts_with(c)) return false;
  rest_.remove_prefix(1);
  return true;
}

bool JsonValues::Object(int depth) {
  if (depth > kMostDepth || !Take('{')) return false;
  if (Take('}')) return true;
  do {
    if (!Member(depth)) return false;
  } while (Take(','));
  return Take('}');
}

bool JsonValues::Member(int depth) {
  std::string_view key;
  Blanks();
  if (!Text(key, true) || !Take(':')) return false;
  const JsonName name = NameOf(key);
  Blanks();
  const std::size_t length = around_.size();
  const bool object = rest_.starts_with('{');
  if (object && name != JsonName::kEnvelope) around_ += Simplified(key);
  const bool read = Value(object ? JsonName::kUnknown : name, depth + 1);
  around_.resize(length);
  return read;
}

bool JsonValues::Value(JsonName name, int depth) {
  Blanks();
  if (rest_.empty()) return false;
  if (rest_[0] == '{') return Object(depth);
  if (rest_[0] == '[') return List(name, depth);
  if (rest_[0] == '"') {
    std::string_view text;
    if (!Text(text, name != JsonName::kUnknown)) return false;
    Add(name, text);
    return true;
  }
  // A number, true, false or null; httpd writes "-" for a number that is not there.
  std::size_t bytes = 0;
  while (bytes < rest_.size() &&
         (IsAlnum(rest_[bytes]) || rest_[bytes] == '-' || rest_[bytes] == '+' || rest_[bytes] == '.'))
    ++bytes;
  const std::string_view word = rest_.substr(0, bytes);
  rest_.remove_prefix(bytes);
  if (word != "null" && word != "true" && word != "false") Add(name, word);
  return bytes != 0;
}

bool JsonValues::List(JsonName name, int depth) {
  if (depth > kMostDepth || !Take('[')) return false;
  if (Take(']')) return true;
  bool first = true;
  do {
    const std::size_t values = values_.size();
    if (!Value(first ? name : JsonName::kUnknown, depth + 1)) return false;
    if (name == JsonName::kUnknown) values_.resize(std::min(values, values_.size()));
    first = false;
  } while (Take(','));
  return Take(']');
}

void JsonValues::Add(JsonName name, std::string_view value) {
  if (name != JsonName::kUnknown && name != JsonName::kEnvelope && value != "-" && !value.empty())
    values_.push_back({name, value});
}

bool JsonValues::Text(std::string_view& value, bool keep) {
  if (!Take('"')) return false;
  const std::size_t end = EndOfQuoted(rest_);
  if (end == std::string_view::npos) return false;
  value = rest_.substr(0, end);
  rest_.remove_prefix(end + 1);
  if (keep && value.find('\\') != std::string_view::npos) value = Unescaped(value);
  return true;
}

// Never longer than it was, so that nothing of `space_` moves.
std::string_view JsonValues::Unescaped(std::string_view text) {
  const std::size_t begin = space_.size();
  UndoJsonEscapes(text, space_);
  return std::string_view(space_).substr(begin);
}

}  // namespace errwatch::cli
