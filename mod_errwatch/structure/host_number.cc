#include "structure/host_number.h"

#include <array>
#include <cstddef>

#include "base/ascii.h"

namespace errwatch {
namespace {

struct HostPart {
  bool valid = false;
  bool decimal = true;
  std::uint64_t value = 0;
};

// "127", "0x7f", "0177". At most eleven digits count.
HostPart ReadHostPart(std::string_view text) {
  HostPart part;
  unsigned base = 10;
  if (text.size() > 2 && text.starts_with("0x")) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text.front() == '0') {
    base = 8;
  }
  part.decimal = base == 10;
  if (text.empty() || text.size() > 16) return part;
  for (const char c : text) {
    const int digit = HexValue(c);
    // Some read a zero in front as decimal: "0127" and "09" are numbers, too.
    if (digit < 0 || digit >= (base == 16 ? 16 : 10)) return part;
    if (base == 8 && digit >= 8) base = 10;
    part.value = part.value * base + static_cast<unsigned>(digit);
  }
  part.valid = true;
  return part;
}

bool IsInNetwork(std::uint32_t ipv4, std::uint32_t network, int bits) {
  return (ipv4 ^ network) >> (32 - bits) == 0;
}

}  // namespace

HostNumber ReadHostNumber(std::string_view host) noexcept {
  HostNumber number;
  std::uint32_t ipv4 = 0;
  bool decimal = true;
  int parts = 0;
  while (true) {
    const std::size_t dot = host.find('.');
    const HostPart part = ReadHostPart(host.substr(0, dot));
    if (!part.valid || ++parts > 4) return number;
    decimal = decimal && part.decimal;
    if (dot == std::string_view::npos) {
      // The last part fills what is left; what is too large wraps around in some libraries.
      const int bits = 8 * (5 - parts);
      ipv4 |= static_cast<std::uint32_t>(bits >= 32 ? part.value : part.value & ((1ULL << bits) - 1));
      break;
    }
    ipv4 |= static_cast<std::uint32_t>((part.value & 0xff) << (32 - 8 * parts));
    host.remove_prefix(dot + 1);
  }
  number.form = parts == 4 && decimal ? NumberForm::kPlain : NumberForm::kOdd;
  number.ipv4 = ipv4;
  return number;
}

bool IsMetadataService(std::uint32_t ipv4) noexcept {
  return IsInNetwork(ipv4, 0xa9fe0000, 16) || ipv4 == 0x646464c8 || ipv4 == 0xc00000c0;
}

bool IsInside(std::uint32_t ipv4) noexcept {
  return IsInNetwork(ipv4, 0x7f000000, 8) || IsInNetwork(ipv4, 0x0a000000, 8) ||
         IsInNetwork(ipv4, 0xac100000, 12) || IsInNetwork(ipv4, 0xc0a80000, 16) ||
         IsInNetwork(ipv4, 0x00000000, 8) || IsInNetwork(ipv4, 0x64400000, 10) || IsMetadataService(ipv4);
}

namespace {

struct Ipv6 {
  bool valid = false;
  std::array<std::uint16_t, 8> groups{};
};

// One group of hexadecimal digits in front of ':' or the end.
bool ReadIpv6Group(std::string_view text, std::uint16_t& group) {
  if (text.empty() || text.size() > 4) return false;
  unsigned value = 0;
  for (const char c : text) {
    if (HexValue(c) < 0) return false;
    value = value * 16 + static_cast<unsigned>(HexValue(c));
  }
  group = static_cast<std::uint16_t>(value);
  return true;
}

Ipv6 ReadIpv6(std::string_view text) {
  Ipv6 address;
  text = text.substr(0, text.find('%'));  // a zone
  std::size_t count = 0;
  std::size_t gap = 8;  // groups in front of "::"
  if (text.starts_with("::")) {
    gap = 0;
    text.remove_prefix(2);
  }
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    if (const HostNumber number = ReadHostNumber(group);
        colon == std::string_view::npos && number.form == NumberForm::kPlain && count <= 6) {
      address.groups[count++] = static_cast<std::uint16_t>(number.ipv4 >> 16);
      address.groups[count++] = static_cast<std::uint16_t>(number.ipv4);
      break;
    }
    if (count == 8 || !ReadIpv6Group(group, address.groups[count])) return address;
    ++count;
    if (colon == std::string_view::npos) break;
    text.remove_prefix(colon + 1);
    if (text.starts_with(':')) {
      if (gap != 8) return address;
      gap = count;
      text.remove_prefix(1);
    }
  }
  if (gap == 8 ? count != 8 : count > 7) return address;
  for (std::size_t i = 0; gap != 8 && i < count - gap; ++i) {
    address.groups[7 - i] = address.groups[count - 1 - i];
    if (7 - i != count - 1 - i) address.groups[count - 1 - i] = 0;
  }
  address.valid = true;
  return address;
}

}  // namespace

bool IsInsideIpv6(std::string_view host) noexcept {
  const Ipv6 address = ReadIpv6(host);
  if (!address.valid) return false;
  const auto& g = address.groups;
  if ((g[0] & 0xfe00) == 0xfc00 || (g[0] & 0xffc0) == 0xfe80) return true;
  const bool nat64 = g[0] == 0x64 && g[1] == 0xff9b;
  for (std::size_t i = nat64 ? 2 : 0; i < 5; ++i) {
    if (g[i] != 0) return false;
  }
  if (g[5] != 0 && g[5] != 0xffff) return false;
  return IsInside(static_cast<std::uint32_t>(g[6]) << 16 | g[7]);
}

}  // namespace errwatch
