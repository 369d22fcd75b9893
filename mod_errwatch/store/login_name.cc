#include "store/login_name.h"

#include <algorithm>

#include "model/failed_names.h"
#include "model/login_refusal.h"
#include "store/hash_parts.h"

namespace errwatch::store {
namespace {

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

// What a form may hold anew each time it is shown ("session_code=..."). One with escapes is none: the same
// word can be written in many ways.
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
    hash = HashParts(key).Add(hash).Add(argument).Hash();
  }
  return hash;
}

// One script has several forms, and some of them anybody passes ("?action=postpass").
uint32_t FormHash(const Entry& entry, const HashKey& key, std::string_view outcome = "\n") {
  // No user name holds a line feed.
  return FailedNameHash(HashParts(key)
                            .Add(entry.vhost)
                            .Add(outcome)
                            .Add(entry.guess.account)
                            .Add(FormPathOf(entry.uri))
                            .Add(QueryHash(entry.args, key))
                            .Hash());
}

// Whose messages are an application's words.
bool IsApplication(std::string_view module) {
  for (const char* name : {"php", "proxy", "cgi", "fcgid", "lsapi", "wsgi", "passenger"})
    if (module.starts_with(name)) return true;
  return false;
}

}  // namespace

bool TriesCredentials(const Entry& entry, const Classification& what) noexcept {
  if (entry.credentials.empty() || IsForm(entry) || IsFormLogIn(entry.log_id)) return false;
  return !what.other_log_in || !(entry.message.empty() || IsApplication(entry.module));
}

uint32_t NameHash(std::string_view user, std::string_view vhost, const HashKey& key) noexcept {
  return FailedNameHash(HashParts(key).Add(vhost).Add(user).Hash());
}

std::optional<uint32_t> FailedNameOf(const Entry& entry, const HashKey& key) noexcept {
  if (!entry.user.empty() && !IsForm(entry)) return NameHash(entry.user, entry.vhost, key);
  if (entry.status == 0 || entry.uri.empty()) return std::nullopt;
  return FormHash(entry, key);
}

uint32_t TriedNameOf(const Entry& entry, const HashKey& key) noexcept { return FormHash(entry, key, "\n\n"); }

std::optional<uint32_t> PassedFormOf(const Entry& entry, const HashKey& key) noexcept {
  if (entry.guess.kind != GuessKind::kNone && entry.status >= 200 && entry.status < 300)
    return FormHash(entry, key);
  const bool redirect = entry.status == 302 || entry.status == 303;
  if (!redirect || entry.method != "POST" || entry.uri.empty() || entry.opens_no_session) return std::nullopt;
  if (FormPathOf(PathOfLocation(entry.location)) == FormPathOf(entry.uri)) return std::nullopt;
  return FormHash(entry, key);
}

}  // namespace errwatch::store
