#include "cli/report/sign_finder.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "cli/report/percent_text.h"
#include "model/failed_names.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kMostNamesOfOne = 8;
constexpr std::size_t kMostNameBytes = 128;

// What stands behind a word that says that a file is written: blanks and quotation marks, then a name.
std::string NameBehind(std::string_view rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" >+\"'`\\"), rest.size()));
  rest = rest.substr(0, rest.find_first_of(" \"'`&;|<>()?\r\n\t+\\"));
  return LastName(rest);
}

bool IsFileName(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return name.size() <= kMostNameBytes && dot != std::string_view::npos && dot != 0 && dot + 1 < name.size();
}

void AddWritten(std::string_view text, std::vector<std::string>& names) {
  constexpr auto kWriters = std::to_array<std::string_view>({"filename=", "outfile", "dumpfile", ">"});
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), ToLower);
  for (const std::string_view writer : kWriters) {
    for (std::size_t at = lower.find(writer); at != std::string::npos && names.size() < kMostNamesOfOne;
         at = lower.find(writer, at + writer.size())) {
      std::string name = NameBehind(text.substr(at + writer.size()));
      if (IsFileName(name) && std::find(names.begin(), names.end(), name) == names.end())
        names.push_back(std::move(name));
    }
  }
}

bool Writes(Category category) {
  return category == Category::kMalwareUpload || category == Category::kCodeInjection ||
         category == Category::kSqlInjection || category == Category::kBadMethod;
}

// An attack in what a form was sent may log somebody in, and then sends him elsewhere; a redirect of anything
// else only corrects the address.
bool MayHaveWorked(const Sighting& sighting) {
  return IsGood(sighting.status) || (IsRedirect(sighting.status) && sighting.method == "POST");
}

// `name`: what it writes, if it does.
SignKind KindOf(const Sighting& sighting, std::string_view name) {
  if (sighting.category == Category::kInfoLeak) return SignKind::kFileServed;
  if (sighting.method == "PUT" && !name.empty()) return SignKind::kUploadTaken;
  if (sighting.category == Category::kMalwareUpload && name.empty()) return SignKind::kShellAnswered;
  return SignKind::kAnswered;
}

}  // namespace

std::string LastName(std::string_view path) {
  path = path.substr(0, path.find_first_of("?#"));
  const std::string decoded = PercentDecoded(path);
  return decoded.substr(decoded.find_last_of("/\\") + 1);
}

std::vector<std::string> WrittenNames(const Sighting& sighting) {
  std::vector<std::string> names;
  if (EqualsIgnoreCase(sighting.method, "put") || EqualsIgnoreCase(sighting.method, "move")) {
    if (std::string name = LastName(sighting.path); IsFileName(name)) names.push_back(std::move(name));
  }
  AddWritten(PercentDecoded(sighting.query), names);
  AddWritten(sighting.body, names);
  if (sighting.body.find('%') != std::string_view::npos) AddWritten(PercentDecoded(sighting.body), names);
  AddWritten(sighting.message, names);
  return names;
}

std::optional<SignFinder::Found> SignFinder::Look(const Sighting& sighting, bool seen_again) {
  std::optional<Found> found = UseOfUpload(sighting);
  if (!found && !seen_again) found = PassedForm(sighting);
  const bool evidence = sighting.category != Category::kBenign;
  if (evidence && Writes(sighting.category) && sighting.status < 400) NoteUploads(sighting);
  if (!found && SucceedsByAnswer(sighting.category) && sighting.status != 0 && MayHaveWorked(sighting)) {
    const std::vector<std::string> written = WrittenNames(sighting);
    const std::string name = written.empty() ? std::string() : written.front();
    const SignKind kind = KindOf(sighting, name);
    if (kind == SignKind::kAnswered || IsGood(sighting.status))
      found = Found{sighting.client, {kind, 1, name, SampleOf(sighting)}};
  }
  return found;
}

void SignFinder::NoteUploads(const Sighting& sighting) {
  for (std::string& name : WrittenNames(sighting)) {
    if (uploads_.size() < kMostUploads)
      uploads_.emplace(std::move(name), Upload{sighting.client, sighting.time_us});
  }
}

std::optional<SignFinder::Found> SignFinder::UseOfUpload(const Sighting& sighting) const {
  if (uploads_.empty() || !IsGood(sighting.status) || sighting.method == "PUT") return std::nullopt;
  const std::string name = LastName(sighting.path);
  const auto upload = uploads_.find(name);
  if (upload == uploads_.end()) return std::nullopt;
  // What is evidence by itself is an incident of whoever sent it.
  const bool own = sighting.category != Category::kBenign && !sighting.client.empty();
  return Found{own ? sighting.client : upload->second.client,
               {SignKind::kUploadUsed, 1, name, SampleOf(sighting)}};
}

// A form that gave the same answer many times, and then sends the client elsewhere.
std::optional<SignFinder::Found> SignFinder::PassedForm(const Sighting& sighting) {
  if (sighting.method != "POST" || sighting.status == 0 || sighting.client.empty()) return std::nullopt;
  const auto at = forms_.find(sighting.client);
  if (at == forms_.end() && forms_.size() >= kMostForms) return std::nullopt;
  Form& form = at != forms_.end() ? at->second : forms_[sighting.client];
  if (form.path == sighting.path && form.status == sighting.status) {
    ++form.count;
    return std::nullopt;
  }
  std::optional<Found> found;
  const bool otherwise =
      IsRedirect(sighting.status) ? !IsRedirect(form.status) : IsGood(sighting.status) && form.status >= 400;
  if (form.path == sighting.path && form.count >= kTakeoverFailures && otherwise)
    found = Found{sighting.client, {SignKind::kFormPassed, form.count, {}, SampleOf(sighting)}};
  form = {std::string(sighting.path), sighting.status, 1};
  return found;
}

}  // namespace errwatch::cli
