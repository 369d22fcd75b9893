#include "store/incident_code.h"

#include <cstdint>

namespace errwatch::store {
namespace {

// Crockford's base 32, in which I, L, O and U are missing.
constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static_assert(kDigits.size() == 32);
constexpr std::size_t kHalf = 4;
constexpr char kHyphen = '-';

// Nothing else that the key is used for is hashed with this.
constexpr uint64_t kPurpose = 0x696e636964656e74;  // "incident"

char Meant(char c) {
  const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  if (upper == 'O') return '0';
  return upper == 'I' || upper == 'L' ? '1' : upper;
}

}  // namespace

IncidentCode CodeOf(const HashKey& key, const ClientAddress& client, Tick until) noexcept {
  const std::array<uint64_t, 4> about = {kPurpose, client.high(), client.low(), until.value & kMaxTick};
  uint64_t hash = SipHash(key, about.data(), sizeof about);
  IncidentCode code{};
  std::size_t at = 0;
  for (std::size_t digit = 0; digit < 2 * kHalf; ++digit, hash >>= 5) {
    if (digit == kHalf) code[at++] = kHyphen;
    code[at++] = kDigits[hash & 31];
  }
  return code;
}

std::optional<std::string> ReadIncidentCode(std::string_view text) {
  std::string code;
  for (const char c : text) {
    if (c == kHyphen || c == ' ') continue;
    if (kDigits.find(Meant(c)) == std::string_view::npos || code.size() > 2 * kHalf) return std::nullopt;
    if (code.size() == kHalf) code += kHyphen;
    code += Meant(c);
  }
  if (code.size() != 2 * kHalf + 1) return std::nullopt;
  return code;
}

}  // namespace errwatch::store
