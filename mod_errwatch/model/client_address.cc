#include "model/client_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <iterator>

namespace errwatch {
namespace {

constexpr std::array<uint8_t, 12> kMappedPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr size_t kMaxNumericBytes = INET6_ADDRSTRLEN;  // longer text is no numeric address

// Who an IPv4 client is to a server that has IPv6 alone, where its translator writes the address behind 96
// bits: RFC 6052's prefix, RFC 8215's for local use, in which 16 bits are the site's choice, and RFC 2765's.
struct Translated {
  std::array<uint8_t, 12> prefix;
  std::size_t free_from, free_to;  // bytes that may be any
};
constexpr Translated kTranslated[] = {
    {{0, 0x64, 0xff, 0x9b}, 0, 0},                       // 64:ff9b::/96
    {{0, 0x64, 0xff, 0x9b, 0, 1}, 6, 8},                 // 64:ff9b:1:x::/96
    {{0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0}, 0, 0},  // ::ffff:0:0:0/96
};

// "fe80::1%eth0" -> "fe80::1". A zone tells interfaces of this host apart, not clients.
bool DropZone(std::string_view& text) {
  const size_t percent = text.find('%');
  if (percent == std::string_view::npos) return true;
  const bool named = percent + 1 < text.size();
  text = text.substr(0, percent);
  return named && text.find(':') != std::string_view::npos;
}

bool HasPrefix(const uint8_t* bytes, const Translated& form) {
  for (std::size_t i = 0; i < form.prefix.size(); ++i) {
    if (bytes[i] != form.prefix[i] && (i < form.free_from || i >= form.free_to)) return false;
  }
  return true;
}

// An address that stands for nobody on the Internet is none that a translator of visitors writes (RFC 6052,
// 3.1): what says that it is 127.0.0.1 must not become the server itself.
bool MayBeVisitor(const uint8_t* octets) {
  switch (octets[0]) {
    case 0:
    case 10:
    case 127:
      return false;
    case 100:
      return (octets[1] & 0xc0) != 64;
    case 169:
      return octets[1] != 254;
    case 172:
      return (octets[1] & 0xf0) != 16;
    case 192:
      return octets[1] != 168;
    default:
      return octets[0] < 224;
  }
}

// "192.0.2.1", as inet_pton takes it, which costs three times as much: no octet begins with a 0 but 0 itself.
bool ReadDottedQuad(std::string_view text, uint8_t* octets) {
  std::size_t at = 0;
  for (int i = 0; i < 4; ++i) {
    if (i > 0 && (at >= text.size() || text[at++] != '.')) return false;
    const std::size_t begin = at;
    unsigned value = 0;
    while (at < text.size() && at - begin < 3 && text[at] >= '0' && text[at] <= '9')
      value = value * 10 + static_cast<unsigned>(text[at++] - '0');
    if (at == begin || value > 255 || (at - begin > 1 && text[begin] == '0')) return false;
    octets[i] = static_cast<uint8_t>(value);
  }
  return at == text.size();
}

}  // namespace

ClientAddress ClientAddress::FromIpv4(const void* four_bytes) {
  ClientAddress address;
  std::copy(kMappedPrefix.begin(), kMappedPrefix.end(), address.bytes_.begin());
  std::memcpy(address.bytes_.data() + kMappedPrefix.size(), four_bytes, 4);
  return address;
}

ClientAddress ClientAddress::FromIpv6(const void* sixteen_bytes) {
  ClientAddress address;
  std::memcpy(address.bytes_.data(), sixteen_bytes, address.bytes_.size());
  const uint8_t* const octets = address.bytes_.data() + kMappedPrefix.size();
  const bool translated =
      std::any_of(std::begin(kTranslated), std::end(kTranslated),
                  [&](const Translated& form) { return HasPrefix(address.bytes_.data(), form); });
  return translated && MayBeVisitor(octets) ? FromIpv4(octets) : address;
}

ClientAddress ClientAddress::FromWords(uint64_t high, uint64_t low) {
  ClientAddress address;
  address.bytes_ =
      std::bit_cast<std::array<uint8_t, 16>>(std::array<uint64_t, 2>{BigEndian(high), BigEndian(low)});
  return address;
}

std::optional<ClientAddress> ClientAddress::Parse(std::string_view text) {
  const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
  if (bracketed) text = text.substr(1, text.size() - 2);
  if (!DropZone(text) || text.size() >= kMaxNumericBytes) return std::nullopt;
  uint8_t raw[16];
  if (!bracketed && ReadDottedQuad(text, raw)) return FromIpv4(raw);
  // inet_pton would stop at a NUL inside the text and accept what is before it.
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  char terminated[kMaxNumericBytes] = {};
  text.copy(terminated, text.size());
  if (inet_pton(AF_INET6, terminated, raw) == 1) return FromIpv6(raw);
  return std::nullopt;
}

ClientAddress ClientAddress::Masked(ClientPrefix prefix) const {
  const ClientAddress masked = MaskedTo(is_ipv4() ? kMappedBits + prefix.ipv4 : prefix.ipv6);
  // Of ::/64 only loopback is ever a client; its network would be "::", which stands for no client.
  return masked.empty() ? *this : masked;
}

ClientAddress ClientAddress::MaskedTo(int ipv6_bits) const {
  const int kept = std::clamp(ipv6_bits, 0, 128);
  if (kept == 128) return *this;
  if (kept >= 64) return FromWords(high(), kept == 64 ? 0 : low() & ~uint64_t{0} << (128 - kept));
  return FromWords(kept == 0 ? 0 : high() & ~uint64_t{0} << (64 - kept), 0);
}

std::string ClientAddress::ToString() const {
  char text[INET6_ADDRSTRLEN] = {};
  if (is_ipv4()) {
    inet_ntop(AF_INET, bytes_.data() + kMappedPrefix.size(), text, sizeof text);
  } else {
    inet_ntop(AF_INET6, bytes_.data(), text, sizeof text);
  }
  return text;
}

std::string ClientAddress::ToString(ClientPrefix prefix) const {
  const int bits = is_ipv4() ? prefix.ipv4 : prefix.ipv6;
  const int all = is_ipv4() ? 32 : 128;
  const ClientAddress masked = MaskedTo(is_ipv4() ? kMappedBits + bits : bits);
  if (bits >= all || masked.empty()) return ToString();
  return masked.ToString() + "/" + std::to_string(bits);
}

}  // namespace errwatch
