#include "store/evidence.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "model/failed_names.h"
#include "model/login_refusal.h"
#include "model/path_shape.h"
#include "model/provenance.h"
#include "model/request_headers.h"
#include "model/typed_text.h"
#include "store/siphash.h"

namespace errwatch::store {
namespace {

// Parts of what is hashed, one behind the other, each ended. Of a long one its hash stands for it: none is
// cut, so that nobody hides what he changes behind what he repeats.
class Parts {
 public:
  explicit Parts(const HashKey& key) : key_(key) {}
  Parts& Add(std::string_view text) {
    if (text.size() <= kPartBytes) return Put(text);
    const uint64_t hash = SipHash(key_, text.data(), text.size());
    return Put({reinterpret_cast<const char*>(&hash), sizeof hash});
  }
  Parts& Add(uint64_t number) { return Put({reinterpret_cast<const char*>(&number), sizeof number}); }
  Parts& Add(uint32_t number) { return Put({reinterpret_cast<const char*>(&number), sizeof number}); }
  uint64_t Hash() const { return SipHash(key_, bytes_.data(), size_); }

 private:
  static constexpr std::size_t kPartBytes = 256;
  static constexpr std::size_t kMostParts = 12;

  Parts& Put(std::string_view text) {
    if (size_ + text.size() + 1 > bytes_.size()) return *this;  // more than kMostParts
    std::copy_n(text.data(), text.size(), bytes_.data() + size_);
    size_ += text.size();
    bytes_[size_++] = '\0';
    return *this;
  }

  const HashKey& key_;
  std::array<char, kMostParts*(kPartBytes + 1)> bytes_;
  std::size_t size_ = 0;
};

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

// Nobody guesses a token: what is refused was good once.
bool IsToken(std::string_view credentials) {
  return credentials.size() > 7 && EqualsIgnoreCase(credentials.substr(0, 7), "bearer ");
}

// A form that was answered with a page: whatever credentials the request bears were not what failed.
bool IsForm(const Entry& entry) { return IsSuccess(entry); }

// Of "https://www.example.org/a/b?c" and "/a/b?c": "/a/b".
std::string_view PathOfLocation(std::string_view location) {
  if (const std::size_t scheme = location.find("://"); scheme < location.find_first_of("/?#")) {
    location.remove_prefix(scheme + 3);
    location.remove_prefix(std::min(location.find('/'), location.size()));
  }
  return location.substr(0, location.find_first_of("?#"));
}

// Without what a script ignores: what stands behind its name ("/wp-login.php/x") and the parameters of a path
// ("/login;jsessionid=x"). What stands behind index.php says which form it is.
std::string_view FormPathOf(std::string_view path) {
  path = path.substr(0, path.find(';'));
  for (std::size_t slash = path.find('/', 1); slash != std::string_view::npos;
       slash = path.find('/', slash + 1)) {
    const std::string_view before = path.substr(0, slash);
    if (before.ends_with("/index.php")) continue;
    for (const char* extension : {".php", ".asp", ".aspx", ".jsp", ".cgi"})
      if (before.ends_with(extension)) return before;
  }
  return path;
}

// What a form may hold anew each time it is shown ("session_code=..."). One with escapes is none: the same word
// can be written in many ways.
bool MayBeToken(std::string_view value) {
  return value.size() >= 8 && value.find_first_of("0123456789") != std::string_view::npos &&
         value.find('%') == std::string_view::npos;
}

// So many arguments are looked at one by one, what stands behind them as one.
constexpr int kMostArguments = 32;

uint64_t QueryHash(std::string_view args, const HashKey& key) {
  uint64_t hash = 0;
  for (int i = 0; !args.empty(); ++i) {
    std::string_view argument = i < kMostArguments ? args.substr(0, args.find('&')) : args;
    args.remove_prefix(std::min(argument.size() + 1, args.size()));
    const std::size_t equals = argument.find('=');
    if (equals != std::string_view::npos && MayBeToken(argument.substr(equals + 1)))
      argument = argument.substr(0, equals);
    hash = Parts(key).Add(hash).Add(argument).Hash();
  }
  return hash;
}

// One script has several forms, and some of them anybody passes ("?action=postpass").
uint32_t FormHash(const Entry& entry, const HashKey& key) {
  // No user name holds a line feed.
  return FailedNameHash(
      Parts(key).Add("\n").Add(FormPathOf(entry.uri)).Add(QueryHash(entry.args, key)).Hash());
}

// The headers up to the last one in which an attack was found. What stands in others differs from one visit
// to the next (cookies that count, numbers that a proxy gives each request).
void AddHeaders(const Entry& entry, TargetSet found, Parts& parts) {
  const TargetSet sent = found & static_cast<TargetSet>(~Bit(Target::kLocation));  // that one is an answer's
  const auto reaches = [sent](Target target) { return sent >= Bit(target); };
  if (reaches(Target::kAgent)) parts.Add(entry.agent);
  if (reaches(Target::kReferer)) parts.Add(entry.referer);
  if (reaches(Target::kHost)) parts.Add(entry.host);
  if (reaches(Target::kCookie)) parts.Add(entry.cookie);
  if (reaches(Target::kHeaders)) parts.Add(entry.headers);
}

// Found only in what the browser sends along with every request once somebody has laid it there: the address
// of the page that its parts name as theirs, or a cookie in which a site keeps what a link brought. Each of
// these requests is no attack of its own; another attack, which another rule names, is.
bool IsCarried(const Entry& entry, TargetSet found) {
  if (found == Bit(Target::kReferer))
    return IsRefererOf(entry.referer, entry.host.empty() ? entry.vhost : entry.host);
  return found == Bit(Target::kCookie);
}

// What a page answers that exists, or a filter before it. An application that fails at it is no place for text.
bool IsAnswered(const Entry& entry) { return entry.status < 404 && entry.status != 400; }

// Everything in which something was found may be a person's words, or an address of this site as it is.
bool MayBeText(const Entry& entry, const Classification& what) {
  const TargetSet found = what.found;
  if (what.category == Category::kPathTraversal && found == Bit(Target::kUri))
    return IsSuccess(entry) && IsAboutSystemFile(entry.uri);
  if (found == 0 || (found & ~(Bit(Target::kArgs) | Bit(Target::kReferer))) != 0) return false;
  if (!IsAnswered(entry)) return false;
  if ((found & Bit(Target::kArgs)) != 0 && !MayBeTyped(entry.args)) return false;
  if ((found & Bit(Target::kReferer)) == 0) return true;
  const std::size_t query = entry.referer.find('?');
  if (query == std::string_view::npos) return false;
  const std::string_view args = entry.referer.substr(query + 1);
  return MayBeTyped(args.substr(0, args.find('#')));
}

void AddTarget(const Entry& entry, const Classification& what, Parts& parts) {
  switch (Info(what.category).repeats) {
    case Repeats::kSameTarget:
      if (IsCarried(entry, what.found)) {
        parts.Add(what.rule);
      } else {
        parts.Add(entry.method).Add(PathOf(entry)).Add(entry.args);
        AddHeaders(entry, what.found, parts);
      }
      return;
    case Repeats::kCredentials:
      if (!entry.credentials.empty() && !IsForm(entry) && !TriesNoPassword(entry.log_id)) {
        parts.Add(entry.credentials);
      } else {
        parts.Add(entry.user);
      }
      return;
    case Repeats::kCount:
    case Repeats::kSameShape:
      parts.Add(PathOf(entry));
      if (what.category == Category::kBadMethod) parts.Add(entry.method);
      if (IsGuard(entry)) parts.Add(AlertOf(entry.message).substr(0, kMessageBytes));
      return;
  }
}

// A share that the client works on: what goes wrong there is between it and the server.
bool IsDavMethod(std::string_view method) {
  static constexpr std::array<std::string_view, 10> kMethods = {
      "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "PUT", "DELETE", "REPORT"};
  return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
}

}  // namespace

EvidenceHashes HashesOf(const Entry& entry, const Classification& what, const HashKey& key) noexcept {
  const uint32_t number = Info(what.category).number;
  Parts shape(key);
  shape.Add(number).Add(entry.vhost).Add(PathShape(PathOf(entry)).view());
  if (what.category == Category::kBadMethod) shape.Add(entry.method);
  if (IsGuard(entry)) shape.Add(PathShape(AlertOf(entry.message).substr(0, kMessageBytes)).view());
  Parts target(key);
  target.Add(number).Add(entry.vhost);
  AddTarget(entry, what, target);
  return {shape.Hash(), target.Hash()};
}

uint64_t TemplateKey(const Entry& entry, uint32_t rule) noexcept {
  Parts parts(kPublicKey);
  parts.Add(rule).Add(uint32_t{entry.status}).Add(entry.vhost);
  if (entry.uri.empty()) {
    parts.Add(entry.message.substr(0, entry.message.find_first_of("/'\"(")));
  } else {
    parts.Add(PathShape(entry.uri).view());
  }
  return parts.Hash();
}

uint32_t NameHash(std::string_view user, const HashKey& key) noexcept {
  return FailedNameHash(Parts(key).Add(user).Hash());
}

std::optional<uint32_t> FailedNameOf(const Entry& entry, const HashKey& key) noexcept {
  if (!entry.user.empty() && !IsForm(entry)) return NameHash(entry.user, key);
  if (entry.status == 0 || entry.uri.empty()) return std::nullopt;
  return FormHash(entry, key);
}

std::optional<uint32_t> PassedFormOf(const Entry& entry, const HashKey& key) noexcept {
  const bool redirect = entry.status == 302 || entry.status == 303;
  if (!redirect || entry.method != "POST" || entry.uri.empty()) return std::nullopt;
  if (FormPathOf(PathOfLocation(entry.location)) == FormPathOf(entry.uri)) return std::nullopt;
  return FormHash(entry, key);
}

Circumstances CircumstancesOf(const Entry& entry, const Classification& what) noexcept {
  Circumstances c;
  c.provenance = ProvenanceOf(HeadersOf(entry));
  c.by_application = entry.by_application;
  c.at_home = entry.authenticated;
  c.on_share = IsDavMethod(entry.method);
  c.has_credentials = (!entry.credentials.empty() && !IsForm(entry)) || TriesNoPassword(entry.log_id);
  c.token = IsToken(entry.credentials);
  c.refused = !IsSuccess(entry);
  c.typed = MayBeText(entry, what);
  c.unknown_user = IsUnknownUser(entry.log_id);
  return c;
}

}  // namespace errwatch::store
