#include "cli/server/block_target.h"

#include <charconv>
#include <optional>
#include <string_view>

#include "base/quoted.h"
#include "cli/output/terminal.h"

namespace errwatch::cli {
namespace {

std::optional<int> BitsOf(std::string_view digits) {
  int bits = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return bits;
}

int AllBits(const ClientAddress& address) { return address.is_ipv4() ? 32 : 128; }

}  // namespace

Result<ClientAddress> ParseAddress(const std::string& text) {
  const std::optional<ClientAddress> address = ClientAddress::Parse(text.substr(0, text.find('/')));
  if (!address || address->empty()) {
    return Error{Quoted(text) +
                 " is no address: write 192.0.2.1 or 2001:db8::1, or a range such as 192.0.2.0/24"};
  }
  return *address;
}

Result<BlockTarget> ParseBlockTarget(const std::string& text, ClientPrefix prefix) {
  const Result<ClientAddress> address = ParseAddress(text);
  if (!address) return address.failure();
  BlockTarget target;
  target.given = address.value();
  target.prefix = prefix;
  target.address = target.given.Masked(prefix);
  target.written_bits = AllBits(target.given);
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return target;
  const bool ipv4 = target.given.is_ipv4();
  const int client_bits = ipv4 ? prefix.ipv4 : prefix.ipv6;
  const int all_bits = AllBits(target.given);
  const std::optional<int> bits = BitsOf(std::string_view(text).substr(slash + 1));
  target.written_bits = bits.value_or(0);
  if (bits == client_bits || bits == all_bits) return target;
  if (!bits || *bits < 1 || *bits > all_bits) {
    return Error{Quoted(text) + ": what follows the slash must be a number of bits from 1 to " +
                 std::to_string(all_bits)};
  }
  if (*bits > client_bits) {
    return Error{Quoted(text) + ": a client is a /" + std::to_string(client_bits) +
                 " here (ErrWatchPrefix), and nothing smaller can be told apart"};
  }
  target.range_bits = static_cast<uint8_t>(*bits);
  target.address = store::FirstOf(target.given, target.range_bits);
  return target;
}

ClientPrefix PrefixAsWritten(const std::string& text) {
  ClientPrefix prefix;
  const Result<ClientAddress> address = ParseAddress(text);
  const std::size_t slash = text.find('/');
  if (!address || slash == std::string::npos) return prefix;
  const int bits = BitsOf(std::string_view(text).substr(slash + 1)).value_or(0);
  if (bits >= 1 && bits <= AllBits(address.value()))
    (address.value().is_ipv4() ? prefix.ipv4 : prefix.ipv6) = static_cast<uint8_t>(bits);
  return prefix;
}

bool ComplainsOfAddress(const std::string& text) {
  const Result<ClientAddress> address = ParseAddress(text);
  if (!address) Complain(address.error());
  return !address;
}

std::optional<BlockTarget> TargetOrComplaint(const std::string& text, ClientPrefix prefix) {
  const Result<BlockTarget> target = ParseBlockTarget(text, prefix);
  if (target) return target.value();
  Complain(target.error());
  return std::nullopt;
}

}  // namespace errwatch::cli
