#include "core/address_set.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "core/ascii.h"
#include "core/quoted.h"
#include "core/text_file.h"

namespace errwatch {
namespace {

// ::ffff:0:0/96, which holds IPv4: the low words of its first and last address; the high words are 0.
constexpr uint64_t kIpv4FirstLow = 0x0000'ffff'0000'0000;
constexpr uint64_t kIpv4LastLow = 0x0000'ffff'ffff'ffff;

Error NoAddress(std::string_view text) {
  return Error{Quoted(text) +
               " is no address or range: write 192.0.2.1, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/32 (names "
               "are not looked up)"};
}

ClientAddress Next(const ClientAddress& address) {
  const uint64_t low = address.low() + 1;
  return ClientAddress::FromWords(address.high() + (low == 0 ? 1 : 0), low);
}

ClientAddress LastOf(const ClientAddress& first, int bits) {
  const uint64_t high = bits >= 64 ? 0 : ~uint64_t{0} >> bits;
  const uint64_t low = bits >= 128 ? 0 : bits <= 64 ? ~uint64_t{0} : ~uint64_t{0} >> (bits - 64);
  return ClientAddress::FromWords(first.high() | high, first.low() | low);
}

}  // namespace

Status AddressSet::Append(std::string_view text) {
  const size_t slash = text.find('/');
  const std::string_view address_text = text.substr(0, slash);
  const auto address = ClientAddress::Parse(address_text);
  if (!address) return NoAddress(text);

  const bool dotted = address_text.find(':') == std::string_view::npos;
  const int all = dotted ? 32 : 128;
  int bits = all;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (failure != std::errc() || end != digits.data() + digits.size() || !IsDigit(digits.front()) ||
        bits > all) {
      return Error{Quoted(text) + ": what follows the slash must be a number of bits from 0 to " +
                   std::to_string(all)};
    }
  }
  const int ipv6_bits = dotted ? bits + 96 : bits;
  const ClientAddress first = address->MaskedTo(ipv6_bits);
  if (first != *address) {
    const int shown_bits = !dotted && first.is_ipv4() ? bits - 96 : bits;
    return Error{Quoted(text) + " has bits set below its prefix: did you mean " + first.ToString() + "/" +
                 std::to_string(shown_bits) + " or the single address " + address->ToString() + "?"};
  }
  const ClientAddress last = LastOf(first, ipv6_bits);
  const ClientAddress ipv4_first = ClientAddress::FromWords(0, kIpv4FirstLow);
  const ClientAddress ipv4_last = ClientAddress::FromWords(0, kIpv4LastLow);
  if (first < ipv4_first && last >= ipv4_last) {  // an IPv6 range around IPv4: leave that out
    ranges_.emplace_back(first, ClientAddress::FromWords(0, kIpv4FirstLow - 1));
    if (last > ipv4_last) ranges_.emplace_back(Next(ipv4_last), last);
  } else {
    ranges_.emplace_back(first, last);
  }
  return Ok{};
}

void AddressSet::Normalize() {
  std::sort(ranges_.begin(), ranges_.end());
  std::vector<Range> disjoint;
  for (const Range& range : ranges_) {
    if (!disjoint.empty() &&
        (range.first <= disjoint.back().second || range.first == Next(disjoint.back().second))) {
      disjoint.back().second = std::max(disjoint.back().second, range.second);
    } else {
      disjoint.push_back(range);
    }
  }
  ranges_ = std::move(disjoint);
}

Status AddressSet::Add(std::string_view text) {
  Status added = Append(text);
  if (added) Normalize();
  return added;
}

Status AddressSet::AddFile(const std::string& path) {
  const auto content = ReadTextFile(path);
  if (!content) return Error{content.error()};
  AddressSet listed;
  std::string_view rest = content.value();
  for (int number = 1; !rest.empty(); ++number) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::string_view entry = Trim(line.substr(0, line.find('#')));
    if (entry.empty()) continue;
    const Status added = listed.Append(entry);
    if (!added) return Error{path + ":" + std::to_string(number) + ": " + added.error()};
  }
  listed.Normalize();
  Merge(listed);
  return Ok{};
}

Status AddressSet::AddWord(std::string_view word, std::string_view base) {
  if (word.empty() || word.front() != '@') return Add(word);
  if (word.size() == 1) return Error{"\"@\" must be followed by the name of a file, as in @conf/allow.txt"};
  return AddFile(BelowBase(word.substr(1), base));
}

Status AddressSet::AddWords(std::string_view words, std::string_view base) {
  while (!(words = Trim(words)).empty()) {
    size_t length = 0;
    while (length < words.size() && !IsSpace(words[length])) ++length;
    const Status added = AddWord(words.substr(0, length), base);
    if (!added) return added;
    words.remove_prefix(length);
  }
  return Ok{};
}

void AddressSet::Merge(const AddressSet& other) {
  ranges_.insert(ranges_.end(), other.ranges_.begin(), other.ranges_.end());
  Normalize();
}

bool AddressSet::Contains(const ClientAddress& address) const noexcept {
  const auto after =
      std::upper_bound(ranges_.begin(), ranges_.end(), address,
                       [](const ClientAddress& a, const Range& range) { return a < range.first; });
  return after != ranges_.begin() && address <= std::prev(after)->second;
}

}  // namespace errwatch
