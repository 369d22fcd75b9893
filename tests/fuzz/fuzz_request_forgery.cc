// A host: numbers are read as the C library reads them, and whatever leads inside is found in an address.
#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "plain_text.h"
#include "structure/host_number.h"
#include "structure/request_forgery.h"

namespace {

using errwatch::Structure;
using errwatch::plain::Agree;

void Require(bool condition) {
  if (!condition) std::abort();
}

// Of networks that nobody routes (RFC 1918, 3927, 5735, 6598).
bool LeadsInside(in_addr address) {
  static const errwatch::plain::Expression inside(
      "(?:0|10|127|169\\.254|192\\.168|172\\.(?:1[6-9]|2[0-9]|3[01])|"
      "100\\.(?:6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7]))\\.[^]*|192\\.0\\.0\\.192");  // the last one of a cloud
  return errwatch::plain::Is(inet_ntoa(address), inside);
}

void CheckIpv4(const std::string& host) {
  in_addr address{};
  if (host.find_first_not_of("0123456789abcdefx.") != std::string::npos || host.size() > 15) return;
  if (inet_aton(host.c_str(), &address) == 0) return;
  const errwatch::HostNumber number = errwatch::ReadHostNumber(host);
  Require(number.form != errwatch::NumberForm::kNone);
  Require(number.ipv4 == ntohl(address.s_addr));
  const std::string url = "http://" + host + "/";
  const bool forgery = errwatch::HasRequestForgery({url, url});
  const bool odd = number.form == errwatch::NumberForm::kOdd;
  if (odd) Agree(Structure::kRequestForgery, forgery, true, url);
  Agree(Structure::kDisguisedAddress, errwatch::HasDisguisedAddress({url, url}), odd, url);
  Agree(Structure::kInsideAddress, forgery || errwatch::HasInsideAddress({url, url}),
        odd || LeadsInside(address), url);
}

bool IsInsideByBytes(const std::array<uint8_t, 16>& b) {
  if ((b[0] & 0xfe) == 0xfc || (b[0] == 0xfe && (b[1] & 0xc0) == 0x80)) return true;
  bool zero = true;
  for (std::size_t i = 0; i < 10; ++i) zero = zero && b[i] == 0;
  const bool mapped = zero && ((b[10] == 0 && b[11] == 0) || (b[10] == 0xff && b[11] == 0xff));
  const bool nat64 = b[0] == 0 && b[1] == 0x64 && b[2] == 0xff && b[3] == 0x9b;
  bool nat64_zero = nat64;
  for (std::size_t i = 4; i < 12; ++i) nat64_zero = nat64_zero && b[i] == 0;
  if (!mapped && !nat64_zero) return false;
  return errwatch::IsInside(static_cast<uint32_t>(b[12]) << 24 | static_cast<uint32_t>(b[13]) << 16 |
                            static_cast<uint32_t>(b[14]) << 8 | b[15]);
}

void CheckIpv6(const std::string& host) {
  if (host.find_first_not_of("0123456789abcdef:.") != std::string::npos) return;
  std::array<uint8_t, 16> bytes{};
  if (inet_pton(AF_INET6, host.c_str(), bytes.data()) != 1) return;
  Require(errwatch::IsInsideIpv6(host) == IsInsideByBytes(bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string host(reinterpret_cast<const char*>(data), size);
  if (host.find('\0') == std::string::npos) {
    CheckIpv4(host);
    CheckIpv6(host);
  }
  errwatch::HasInsideAddress({host, host});
  std::string lower = host;
  std::ranges::transform(lower, lower.begin(), errwatch::ToLower);
  if (errwatch::HasDisguisedAddress({lower, lower})) Require(errwatch::HasRequestForgery({lower, lower}));
  if (host.find_first_of(errwatch::kRequestForgeryMarks) == std::string::npos)
    Require(!errwatch::HasRequestForgery({host, host}));
  return 0;
}
