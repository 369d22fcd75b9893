#include "store/evidence.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "model/failed_names.h"
#include "model/path_shape.h"
#include "model/request_headers.h"
#include "store/siphash.h"

namespace errwatch::store {
namespace {

// Parts of what is hashed, one behind the other, each ended; what does not fit is cut.
class Parts {
 public:
  Parts& Add(std::string_view text, std::size_t most = kPartBytes) {
    text = text.substr(0, most);
    const std::size_t bytes = std::min(text.size(), bytes_.size() - size_ - 1);
    if (bytes != 0) std::memcpy(bytes_.data() + size_, text.data(), bytes);
    size_ += bytes;
    if (size_ + 1 < bytes_.size()) bytes_[size_++] = '\0';
    return *this;
  }
  Parts& Add(uint32_t number) { return Add({reinterpret_cast<const char*>(&number), sizeof number}); }
  uint64_t Hash(const HashKey& key) const { return SipHash(key, bytes_.data(), size_); }

  static constexpr std::size_t kPartBytes = 512;

 private:
  std::array<char, 3 * kPartBytes> bytes_;
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

// httpd says so of these: no user of this name in the file, the realm, the form's provider.
bool IsUnknownUser(LogId id) { return id == 1618 || id == 1790 || id == 1808; }

void AddTarget(const Entry& entry, Category category, Parts& parts) {
  switch (Info(category).repeats) {
    case Repeats::kSameTarget:
      parts.Add(entry.method)
          .Add(PathOf(entry))
          .Add(entry.args)
          .Add(entry.agent, 128)
          .Add(entry.cookie, 128)
          .Add(entry.referer, 128);
      return;
    case Repeats::kCredentials:
      if (!entry.credentials.empty()) {
        parts.Add(entry.credentials);
      } else {
        parts.Add(entry.user);
      }
      return;
    case Repeats::kCount:
    case Repeats::kSameShape:
      parts.Add(PathOf(entry));
      if (category == Category::kBadMethod) parts.Add(entry.method);
      if (IsGuard(entry)) parts.Add(AlertOf(entry.message), kMessageBytes);
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

EvidenceHashes HashesOf(const Entry& entry, Category category, const HashKey& key) noexcept {
  const uint32_t number = Info(category).number;
  Parts shape;
  shape.Add(number).Add(PathShape(PathOf(entry)).view());
  if (category == Category::kBadMethod) shape.Add(entry.method);
  if (IsGuard(entry)) shape.Add(PathShape(AlertOf(entry.message).substr(0, kMessageBytes)).view());
  Parts target;
  target.Add(number);
  AddTarget(entry, category, target);
  return {shape.Hash(key), target.Hash(key)};
}

uint64_t TemplateKey(const Entry& entry, uint32_t rule) noexcept {
  Parts parts;
  parts.Add(rule).Add(entry.status).Add(entry.vhost, 128);
  if (entry.uri.empty()) {
    parts.Add(entry.message.substr(0, entry.message.find_first_of("/'\"(")));
  } else {
    parts.Add(PathShape(entry.uri).view());
  }
  return parts.Hash(kPublicKey);
}

uint32_t NameHash(std::string_view user, const HashKey& key) noexcept {
  return FailedNameHash(Parts().Add(user).Hash(key));
}

Circumstances CircumstancesOf(const Entry& entry) noexcept {
  Circumstances c;
  c.provenance = ProvenanceOf(HeadersOf(entry));
  c.by_application = entry.by_application;
  c.at_home = entry.authenticated;
  c.on_share = IsDavMethod(entry.method);
  c.has_credentials = !entry.credentials.empty();
  c.unknown_user = IsUnknownUser(entry.log_id);
  return c;
}

}  // namespace errwatch::store
