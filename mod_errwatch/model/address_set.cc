#include "model/address_set.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/ascii.h"
#include "base/quoted.h"

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

// 64:ff9b::/96 and its like: whoever comes from there is an IPv4 client (client_address.h).
bool IsTranslatorsPrefix(const ClientAddress& first, int bits) {
  if (bits != 96 || first.is_ipv4()) return false;
  constexpr uint64_t kVisitor = 0x0102'0304;
  const ClientAddress one = ClientAddress::FromWords(first.high(), first.low() | kVisitor);
  return ClientAddress::FromIpv6(one.bytes().data()).is_ipv4();
}

}  // namespace

Status AddressSet::Builder::Add(std::string_view text) {
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
  if (IsTranslatorsPrefix(first, ipv6_bits)) ranges_.emplace_back(ipv4_first, ipv4_last);
  if (first < ipv4_first && last >= ipv4_last) {  // an IPv6 range around IPv4: leave that out
    ranges_.emplace_back(first, ClientAddress::FromWords(0, kIpv4FirstLow - 1));
    if (last > ipv4_last) ranges_.emplace_back(Next(ipv4_last), last);
  } else {
    ranges_.emplace_back(first, last);
  }
  return Ok{};
}

AddressSet AddressSet::Builder::Build() && {
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
  AddressSet set;
  set.ranges_ = std::move(disjoint);
  return set;
}

Status AddressSet::Add(std::string_view text) {
  Builder all(std::move(*this));
  Status added = all.Add(text);
  *this = std::move(all).Build();
  return added;
}

void AddressSet::Merge(const AddressSet& other) {
  Builder all(std::move(*this));
  all.ranges_.insert(all.ranges_.end(), other.ranges_.begin(), other.ranges_.end());
  *this = std::move(all).Build();
}

std::vector<std::pair<ClientAddress, uint8_t>> AddressSet::Prefixes() const {
  std::vector<std::pair<ClientAddress, uint8_t>> prefixes;
  for (const Range& range : ranges_) {
    ClientAddress first = range.first;
    for (;;) {
      int bits = first.is_ipv4() ? kMappedBits : 0;
      while (first.MaskedTo(bits) != first || LastOf(first, bits) > range.second) ++bits;
      prefixes.emplace_back(first, static_cast<uint8_t>(first.is_ipv4() ? bits - kMappedBits : bits));
      const ClientAddress last = LastOf(first, bits);
      if (last == range.second) break;
      first = Next(last);
    }
  }
  return prefixes;
}

// Of IPv6 what is given out as addresses of the Internet (2000::/3) is enough.
bool AddressSet::HoldsAll(bool ipv4) const noexcept {
  const ClientAddress first =
      ipv4 ? ClientAddress::FromWords(0, kIpv4FirstLow) : ClientAddress::FromWords(uint64_t{0x20} << 56, 0);
  const ClientAddress last =
      ipv4 ? ClientAddress::FromWords(0, kIpv4LastLow)
           : ClientAddress::FromWords(uint64_t{0x3F} << 56 | ~uint64_t{0} >> 8, ~uint64_t{0});
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [&](const Range& range) { return range.first <= first && last <= range.second; });
}

AddressSet::Part AddressSet::PartOf(const ClientAddress& first, int bits) const noexcept {
  const ClientAddress last = LastOf(first, first.is_ipv4() ? bits + 96 : bits);
  Part part = Part::kNone;
  for (const Range& range : ranges_) {
    if (range.first <= first && last <= range.second) return Part::kAll;
    if (range.first <= last && first <= range.second) part = Part::kSome;
  }
  return part;
}

bool AddressSet::Find(const ClientAddress& address) const noexcept {
  const auto after =
      std::upper_bound(ranges_.begin(), ranges_.end(), address,
                       [](const ClientAddress& a, const Range& range) { return a < range.first; });
  return after != ranges_.begin() && address <= std::prev(after)->second;
}

}  // namespace errwatch
