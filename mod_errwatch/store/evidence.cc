#include "store/evidence.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "model/login_refusal.h"
#include "model/path_shape.h"
#include "model/provenance.h"
#include "store/hash_parts.h"
#include "store/login_name.h"

namespace errwatch::store {
namespace {

// Of a message without a request: what stands behind is what differs from one to the next.
constexpr std::size_t kMessageBytes = 160;

std::string_view PathOf(const Entry& entry) {
  return entry.uri.empty() ? entry.message.substr(0, kMessageBytes) : entry.uri;
}

bool IsGuard(const Entry& entry) {
  return entry.module == "security2" || entry.module == "qos" || entry.module == "evasive20";
}

// ModSecurity quotes the file of its rules, the matched data and the request behind the first bracket.
std::string_view AlertOf(std::string_view message) {
  const std::size_t begin = message.find("ModSecurity");
  if (begin != std::string_view::npos) message.remove_prefix(begin);
  return message.substr(0, message.find(" ["));
}

// Of a path that is too long for one shape, those of its pieces: else padding would make all names alike.
void AddShape(std::string_view path, const HashKey& key, HashParts& parts) {
  parts.Add(PathShape(path).view());
  uint64_t rest = 0;
  while (path.size() > PathShape::kMaxBytes) {
    path.remove_prefix(PathShape::kMaxBytes);
    const std::string_view piece = path.substr(0, PathShape::kMaxBytes);
    rest = HashParts(key).Add(rest).Add(PathShape(piece).view()).Hash();
  }
  if (rest != 0) parts.Add(rest);
}

// The headers up to the last one in which an attack was found. What stands in others differs from one visit
// to the next (cookies that count, numbers that a proxy gives each request).
void AddHeaders(const Entry& entry, TargetSet found, HashParts& parts) {
  if ((found & Bit(Target::kAuthorization)) != 0) parts.Add(entry.credentials);
  // The first is an answer's; of the body its fields are added.
  constexpr TargetSet kOthers = Bit(Target::kLocation) | Bit(Target::kAuthorization) | Bit(Target::kBody);
  const TargetSet sent = found & static_cast<TargetSet>(~kOthers);
  const auto reaches = [sent](Target target) { return sent >= Bit(target); };
  if (reaches(Target::kAgent)) parts.Add(entry.agent);
  if (reaches(Target::kReferer)) parts.Add(entry.referer);
  if (reaches(Target::kHost)) parts.Add(entry.host);
  if (reaches(Target::kCookie)) parts.Add(entry.cookie);
  if (reaches(Target::kHeaders)) parts.Add(entry.headers);
}

// What can hold an attack, of a cookie: what only counts or names a visit differs from one request to the
// next.
bool IsPlainCrumb(std::string_view crumb) {
  return crumb.find_first_of("'\"`<>()${}[]\\%; ") == std::string_view::npos;
}

// When somebody came, as cookies have it: seconds since 1970 or parts of them, or a time of day. How many
// bytes of that begin at `at`.
std::size_t TimeAt(std::string_view text, std::size_t at) {
  constexpr std::size_t kDigitsOfSeconds = 9;
  const auto digits_at = [text](std::size_t begin) {
    const std::string_view rest = text.substr(std::min(begin, text.size()));
    return std::min(rest.find_first_not_of("0123456789"), rest.size());
  };
  std::size_t bytes = digits_at(at);
  if (bytes >= kDigitsOfSeconds) return bytes;
  if (bytes == 0 || bytes > 2) return 0;
  bool is_time = false;
  for (std::string_view rest = text.substr(at + bytes);; rest = text.substr(at + bytes)) {
    const std::size_t colon = rest.starts_with(':') ? 1 : BeginsLike(rest, "%3a") ? 3 : 0;
    if (colon == 0 || digits_at(at + bytes + colon) != 2) break;
    bytes += colon + 2;
    is_time = true;
  }
  if (is_time && at + bytes < text.size() && text[at + bytes] == '.') bytes += 1 + digits_at(at + bytes + 1);
  return is_time ? bytes : 0;
}

// All of a cookie but times: what somebody once searched for comes along with each page, beside when he came.
// `times`: how many may be left out, so that the work is bounded.
void ChainWithoutTimes(std::string_view crumb, int& times, HashParts& parts) {
  std::size_t begin = 0;
  for (std::size_t at = 0; at < crumb.size() && times > 0;) {
    const bool begins = IsDigit(crumb[at]) && (at == 0 || !IsDigit(crumb[at - 1]));
    const std::size_t bytes = begins ? TimeAt(crumb, at) : 0;
    if (bytes == 0) {
      ++at;
      continue;
    }
    parts.Chain(crumb.substr(begin, at - begin));
    begin = at += bytes;
    --times;
  }
  parts.Chain(crumb.substr(begin));
}

// Of the cookies that a browser carries along, those that can hold what was found in them.
void AddCookies(const Entry& entry, const Classification& what, HashParts& parts) {
  int times = 16;
  parts.Add(what.rule);
  for (std::string_view rest = entry.cookie; !rest.empty();) {
    const std::string_view crumb = Trim(rest.substr(0, rest.find(';')));
    rest.remove_prefix(std::min(rest.find(';'), rest.size() - 1) + 1);
    if (!IsPlainCrumb(crumb)) ChainWithoutTimes(crumb, times, parts);
  }
}

// The request for the page that the Referer names.
Entry PageOf(const Entry& entry) {
  std::string_view address = entry.referer.substr(0, entry.referer.find('#'));
  if (const std::size_t host = address.find("://"); host != std::string_view::npos) {
    address.remove_prefix(host + 3);
    address.remove_prefix(std::min(address.find_first_of("/?"), address.size()));
  }
  const std::size_t query = address.find('?');
  Entry page = entry;
  page.method = "GET";
  page.uri = query == 0 || address.empty() ? "/" : address.substr(0, query);
  page.args = query == std::string_view::npos ? std::string_view() : address.substr(query + 1);
  return page;
}

// A number, a time, a name that ends in one: what tells one message of a program from the next, and holds no
// attack. A file's name is none, nor is what may be base64.
bool IsSerial(std::string_view value) {
  constexpr std::size_t kMost = 40;
  if (value.size() > kMost || std::ranges::none_of(value, IsDigit)) return false;
  const bool dots = value.find('.') != std::string_view::npos;
  return value.find("..") == std::string_view::npos && std::ranges::all_of(value, [dots](char c) {
           return IsDigit(c) || std::string_view("-_:.TZ").find(c) != std::string_view::npos ||
                  (!dots && IsAlpha(c));
         });
}

// So many fields of a body are looked at one by one, what stands behind them as one.
constexpr int kMostFields = 256;

// The fields of a body, of those that are serials the names: a program that sends the same again and again
// counts what it sends.
void AddBody(std::string_view body, HashParts& parts) {
  for (int i = 0; !body.empty(); ++i) {
    std::string_view field = i < kMostFields ? body.substr(0, body.find('&')) : body;
    body.remove_prefix(std::min(field.size() + 1, body.size()));
    const std::size_t equals = field.find('=');
    if (equals != std::string_view::npos && IsSerial(field.substr(equals + 1)))
      field = field.substr(0, equals);
    parts.Chain(field);
  }
}

void AddTarget(const Entry& entry, const Classification& what, const HashKey& key, HashParts& parts) {
  switch (Info(what.category).repeats) {
    case Repeats::kSameTarget:
      if (IsCarried(entry, what.found)) {
        AddCookies(entry, what, parts);
      } else {
        parts.Add(entry.method).Add(PathOf(entry)).Add(entry.args);
        AddHeaders(entry, what.found, parts);
        if ((what.found & Bit(Target::kBody)) != 0) AddBody(entry.body, parts);
      }
      return;
    case Repeats::kCredentials:
      // What stands in the body was tried, too, where nothing else says that something was.
      if (what.guessed) {
        parts.Add(PathOf(entry)).Add(entry.guess.account).Add(entry.guess.secret);
      } else if (TriesCredentials(entry, what) && !TriesNoPassword(entry.log_id)) {
        parts.Add(entry.credentials).Add(entry.guess.account).Add(entry.guess.secret);
      } else {
        parts.Add(entry.user);
      }
      return;
    case Repeats::kCount:
    case Repeats::kSameShape:
      parts.Add(PathOf(entry));
      // What an application has not got can stand in the arguments as well. They are told apart by their
      // shapes, because some differ each time.
      if (entry.by_application) AddShape(entry.args, key, parts);
      if (what.category == Category::kBadMethod) parts.Add(entry.method);
      if (IsGuard(entry)) parts.Add(AlertOf(entry.message).substr(0, kMessageBytes));
      return;
  }
}

}  // namespace

bool IsCarried(const Entry& entry, TargetSet found) noexcept {
  if (found == Bit(Target::kReferer))
    return IsRefererOf(entry.referer, entry.host.empty() ? entry.vhost : entry.host);
  return found == Bit(Target::kCookie);
}

EvidenceHashes HashesOf(const Entry& entry, const Classification& what, const HashKey& key) noexcept {
  // What is found in the address of a page of this site was found when that page was asked for: its pictures,
  // and the next click, bring nothing new.
  if (what.found == Bit(Target::kReferer) && Info(what.category).repeats == Repeats::kSameTarget &&
      IsCarried(entry, what.found)) {
    Classification of_page = what;
    of_page.found = Bit(Target::kArgs);
    return HashesOf(PageOf(entry), of_page, key);
  }
  const uint32_t number = Info(what.category).number;
  HashParts shape(key);
  shape.Add(number).Add(entry.vhost);
  AddShape(PathOf(entry), key, shape);
  if (Info(what.category).repeats == Repeats::kSameTarget) AddShape(entry.args, key, shape);
  if (what.category == Category::kBadMethod) shape.Add(entry.method);
  if (IsGuard(entry)) shape.Add(PathShape(AlertOf(entry.message).substr(0, kMessageBytes)).view());
  HashParts target(key);
  target.Add(number).Add(entry.vhost);
  AddTarget(entry, what, key, target);
  return {shape.Hash(), target.Hash()};
}

uint64_t TemplateKey(const Entry& entry, uint32_t rule) noexcept {
  HashParts parts(kPublicKey);
  parts.Add(rule).Add(uint32_t{entry.status}).Add(entry.vhost);
  if (entry.uri.empty()) {
    parts.Add(entry.message.substr(0, entry.message.find_first_of("/'\"(")));
  } else {
    parts.Add(PathShape(entry.uri).view());
  }
  return parts.Hash();
}

}  // namespace errwatch::store
