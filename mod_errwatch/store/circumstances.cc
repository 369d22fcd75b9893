#include "store/circumstances.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "model/login_refusal.h"
#include "model/request_headers.h"
#include "model/typed_text.h"
#include "store/evidence.h"
#include "store/login_name.h"

namespace errwatch::store {
namespace {

// Nobody guesses a token: what is refused was good once.
bool IsToken(std::string_view credentials) {
  return credentials.size() > 7 && EqualsIgnoreCase(credentials.substr(0, 7), "bearer ");
}

// What a page answers that exists, or a filter before it. An application that fails at it is no place for
// text.
bool IsAnswered(const Entry& entry) { return entry.status < 404 && entry.status != 400; }

// Everything in which something was found may be a person's words, or an address of this site as it is.
bool MayBeText(const Entry& entry, const Classification& what) {
  const TargetSet found = what.found;
  if (what.category == Category::kPathTraversal && found == Bit(Target::kUri))
    return IsSuccess(entry) && IsAboutSystemFile(entry.uri);
  if (found == 0 || (found & ~(Bit(Target::kArgs) | Bit(Target::kReferer) | Bit(Target::kBody))) != 0)
    return false;
  if ((found & Bit(Target::kBody)) != 0 && !what.written) return false;
  if (found == Bit(Target::kBody)) return true;  // forms are refused for what else is wrong with them
  if (!IsAnswered(entry)) return false;
  if ((found & Bit(Target::kArgs)) != 0 && !MayBeTyped(entry.args)) return false;
  if ((found & Bit(Target::kReferer)) == 0) return true;
  const std::size_t query = entry.referer.find('?');
  if (query == std::string_view::npos) return false;
  const std::string_view args = entry.referer.substr(query + 1);
  return MayBeTyped(args.substr(0, args.find('#')));
}

// A share that the client works on: what goes wrong there is between it and the server.
bool IsDavMethod(std::string_view method) {
  static constexpr std::array<std::string_view, 10> kMethods = {
      "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "PUT", "DELETE", "REPORT"};
  return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
}

// What was found is what a request brings, and not what it asks for: it stands in the body alone, or, of a
// file that is the body, its name in a header.
bool IsPosted(const Entry& entry, const Classification& what) {
  if (what.found == Bit(Target::kBody)) return true;
  return what.found == Bit(Target::kHeaders) && what.category == Category::kMalwareUpload &&
         IsOneOf<3>(entry.method, {"POST", "PUT", "PATCH"});
}

// How sure it is that what the body tries was wrong.
Tried TriedIn(const Entry& entry) {
  const bool call = MayBeCall(HeadersOf(entry));
  const bool code = entry.guess.kind == GuessKind::kCode;
  if (IsSuccess(entry)) {
    // A gateway logs in all its users, and each is answered alike.
    if (call) return entry.guess.account == 0 || code ? Tried::kNothing : Tried::kAnsweredCall;
    return code ? Tried::kAnsweredCall : Tried::kAnsweredPage;
  }
  const bool log_in = entry.status == 401 || entry.status == 403;
  if (code) return log_in || !call ? Tried::kRefusedCall : Tried::kRefusedCode;
  return log_in || !call ? Tried::kRefused : Tried::kRefusedCall;
}

}  // namespace

Circumstances CircumstancesOf(const Entry& entry, const Classification& what) noexcept {
  Circumstances c;
  const RequestHeaders headers = HeadersOf(entry);
  c.provenance = ProvenanceOf(headers);
  c.by_application = entry.by_application;
  c.at_home = entry.authenticated;
  c.on_share = IsDavMethod(entry.method);
  c.has_credentials = TriesCredentials(entry, what) || TriesNoPassword(entry.log_id);
  c.token = IsToken(entry.credentials);
  c.refused = !IsSuccess(entry);
  c.form_of_browser =
      entry.method == "POST" && !c.refused && EqualsIgnoreCase(headers.fetch_mode, "navigate");
  c.typed = MayBeText(entry, what);
  c.in_body = IsPosted(entry, what);
  c.carried = IsCarried(entry, what.found);
  c.unknown_user = IsUnknownUser(entry.log_id);
  c.guesses = entry.guess.count;
  c.guessed = what.guessed;
  if (what.guessed) c.tried = TriedIn(entry);
  return c;
}

}  // namespace errwatch::store
