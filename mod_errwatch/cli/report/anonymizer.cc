#include "cli/report/anonymizer.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "cli/report/percent_text.h"
#include "model/secret_text.h"

namespace errwatch::cli {
namespace {

// Users whose names are remembered; clients invent them.
constexpr std::size_t kMostUsers = 10'000;
// Random words of keys and sessions are at least so long.
constexpr std::size_t kKeyBytes = 16;

bool IsWord(char c) { return IsAlnum(c) || c == '_'; }

// Four numbers up to 255, apart by a dot, a hyphen or an underscore, as in names that providers give
// addresses; how many bytes they take, 0: there are none.
std::size_t FourNumbers(std::string_view text, std::string& dotted) {
  std::size_t at = 0;
  char between = '\0';
  dotted.clear();
  for (int i = 0; i < 4; ++i) {
    unsigned number = 0;
    const auto [end, error] =
        std::from_chars(text.data() + at, text.data() + std::min(at + 3, text.size()), number);
    if (error != std::errc() || number > 255) return 0;
    at = static_cast<std::size_t>(end - text.data());
    dotted += std::to_string(number);
    if (i == 3) break;
    if (at >= text.size() || (text[at] != '.' && text[at] != '-' && text[at] != '_')) return 0;
    if (between == '\0') between = text[at];
    if (text[at++] != between) return 0;
    dotted += '.';
  }
  return at < text.size() && IsDigit(text[at]) ? 0 : at;
}

std::size_t Ipv6Bytes(std::string_view text) {
  std::size_t end = 0, colons = 0;
  while (end < text.size() && (HexValue(text[end]) >= 0 || text[end] == ':' || text[end] == '.'))
    colons += text[end++] == ':';
  if (end < text.size() && IsWord(text[end])) return 0;
  // Punctuation of the sentence, and no "::" at the end of an address.
  while (end > 0 && (text[end - 1] == '.' || text[end - 1] == ':') && !text.substr(0, end).ends_with("::"))
    colons -= text[--end] == ':';
  return colons >= 2 ? end : 0;
}

// What addresses of the Internet, of links and of private networks begin with (RFC 4291, RFC 4193).
bool BeginsAsIpv6(std::string_view text) {
  constexpr std::size_t kGroup = 4;
  if (text.size() < kGroup ||
      std::any_of(text.begin(), text.begin() + kGroup, [](char c) { return HexValue(c) < 0; }))
    return false;
  const int first = HexValue(text[0]) << 4 | HexValue(text[1]);
  return first >> 4 == 2 || first >> 4 == 3 || (first == 0xFE && HexValue(text[2]) >= 8) ||
         first >> 1 == 0xFC >> 1;
}

// "2001-db8--1", as names of hosts have it; how many bytes it takes, 0: there is none. Hyphens between
// numbers mostly mean something else (dates, sizes, comments of SQL), so letters have to be among them.
std::size_t HyphenatedIpv6(std::string_view text, std::optional<ClientAddress>& address) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789abcdefABCDEF-"), text.size());
  const bool goes_on =
      end < text.size() &&
      (IsWord(text[end]) || (text[end] == '.' && end + 1 < text.size() && IsDigit(text[end + 1])));
  if (goes_on || !BeginsAsIpv6(text)) return 0;
  std::string with_colons(text.substr(0, end));
  while (with_colons.ends_with('-') && !with_colons.ends_with("--")) with_colons.pop_back();
  if (std::none_of(with_colons.begin(), with_colons.end(), IsAlpha)) return 0;
  std::replace(with_colons.begin(), with_colons.end(), '-', ':');
  address = ClientAddress::Parse(with_colons);
  return with_colons.find(':') != std::string::npos && address && !address->empty() ? with_colons.size() : 0;
}

// A host that is a number: "//3232235777/", "//0xc0000204/", "//0300.0.2.4/".
std::size_t HostNumber(std::string_view text) {
  const std::size_t end = std::min(text.find_first_of(":/?# \"'<>&)"), text.size());
  const std::string_view host = text.substr(0, end);
  const bool numeric =
      !host.empty() && IsDigit(host.front()) && std::all_of(host.begin(), host.end(), [](char c) {
        return HexValue(c) >= 0 || c == 'x' || c == 'X' || c == '.';
      });
  return numeric ? end : 0;
}

// What stands for a user or a client already.
bool IsReplaced(std::string_view word) {
  constexpr std::string_view kUser = "user-", kClient = "client-";
  if (!word.starts_with(kUser) && !word.starts_with(kClient)) return false;
  const std::string_view number = word.substr(word.find('-') + 1);
  return !number.empty() && std::all_of(number.begin(), number.end(), IsDigit);
}

// "host192-0-2-4" and "host-2001-db8--1", as providers name clients.
bool BeginsAddressInWord(std::string_view text, std::size_t at) {
  std::optional<ClientAddress> address;
  if (HexValue(text[at - 1]) < 0 && HyphenatedIpv6(text.substr(at), address) != 0) return true;
  if (!IsDigit(text[at]) || IsDigit(text[at - 1])) return false;
  std::string dotted;
  return FourNumbers(text.substr(at), dotted) != 0;
}

// One for each user: capitals of a mail address mean nothing.
std::string Spelling(std::string_view name) {
  std::string spelling(name);
  if (name.find('@') != std::string_view::npos)
    std::transform(spelling.begin(), spelling.end(), spelling.begin(), ToLower);
  return spelling;
}

bool IsKey(std::string_view word) {
  return word.size() >= kKeyBytes && std::any_of(word.begin(), word.end(), IsDigit) &&
         std::any_of(word.begin(), word.end(), IsAlpha);
}

}  // namespace

std::string Anonymizer::Client(const ClientAddress& address) {
  return "client-" +
         std::to_string(clients_.emplace(address.Masked(prefix_), clients_.size() + 1).first->second);
}

std::string Anonymizer::User(std::string_view name) {
  KnowUser(name);
  const auto known = users_.find(Spelling(name));
  return known == users_.end() ? "user" : "user-" + std::to_string(known->second);
}

void Anonymizer::KnowUser(std::string_view name) {
  if (!name.empty() && users_.size() < kMostUsers) users_.emplace(Spelling(name), users_.size() + 1);
}

std::size_t Anonymizer::Numbers(std::string_view text, std::size_t at, std::string& out, std::size_t& found) {
  std::string dotted;
  const std::size_t bytes = FourNumbers(text.substr(at), dotted);
  if (bytes == 0) return 0;
  const std::optional<ClientAddress> address = ClientAddress::Parse(dotted);
  out += address && !address->empty() ? Client(*address) : std::string(kMasked);
  ++found;
  return bytes;
}

std::size_t Anonymizer::Address(std::string_view text, std::size_t at, std::string& out, std::size_t& found) {
  if (const std::size_t bytes = Numbers(text, at, out, found); bytes != 0) return bytes;
  const std::string_view rest = text.substr(at);
  std::optional<ClientAddress> address;
  std::size_t bytes = Ipv6Bytes(rest);
  if (bytes != 0) address = ClientAddress::Parse(rest.substr(0, bytes));
  if (bytes == 0) bytes = HyphenatedIpv6(rest, address);
  if (bytes != 0) {
    if (address && !address->empty()) {
      out += Client(*address);
      ++found;
      return bytes;
    }
  }
  if (at >= 2 && text.substr(at - 2, 2) == "//") {
    if (bytes = HostNumber(rest); bytes != 0) {
      out += kMasked;
      ++found;
      return bytes;
    }
  }
  return 0;
}

// A word, with what may stand within names of users and mail addresses; up to an address that stands in it.
std::size_t Anonymizer::Word(std::string_view text, std::size_t at, std::string& out, std::size_t& found) {
  std::size_t end = at;
  while (end < text.size() && (IsWord(text[end]) || text[end] == '-')) ++end;
  std::size_t whole = end;  // with dots and one @
  while (whole < text.size() &&
         (IsWord(text[whole]) ||
          (text[whole] != ' ' && std::string_view(".@+-").find(text[whole]) != std::string_view::npos)))
    ++whole;
  while (whole > end && !IsWord(text[whole - 1])) --whole;
  const std::string_view longest = text.substr(at, whole - at);
  const std::size_t mail = longest.find('@');
  if (users_.contains(longest) ||
      (mail != std::string_view::npos && mail != 0 && mail + 1 < longest.size())) {
    out += User(longest);
    ++found;
    return whole - at;
  }
  const std::string_view word = text.substr(at, end - at);
  const std::string_view before = text.substr(0, at);
  const bool home = before.ends_with("/home/") || before.ends_with("/~") || before.ends_with("/users/");
  if ((home && !IsReplaced(word)) || users_.contains(word)) {
    out += User(word);
    ++found;
    return end - at;
  }
  if (IsKey(word)) {
    out += kMasked;
    ++found;
    return end - at;
  }
  std::size_t plain = at + 1;
  while (plain < end && !BeginsAddressInWord(text, plain)) ++plain;
  out += text.substr(at, plain - at);
  return plain - at;
}

// Nothing begins right behind what is encoded: decoding tells what it belongs to.
std::string Anonymizer::Once(std::string_view text, std::size_t& found) {
  std::string out;
  std::size_t coded_end = text.size();
  for (std::size_t at = 0; at < text.size();) {
    std::size_t taken = 0;
    if (PercentByte(text, at) >= 0) {
      out += text.substr(at, kPercentBytes);
      taken = kPercentBytes;
      coded_end = at + taken;
    } else if (at != coded_end && (at == 0 || !IsWord(text[at - 1]))) {
      taken = Address(text, at, out, found);
      if (taken == 0 && IsWord(text[at])) taken = Word(text, at, out, found);
    } else if (at != coded_end && BeginsAddressInWord(text, at)) {
      taken = Address(text, at, out, found);
    }
    if (taken == 0) out += text[at];
    at += std::max<std::size_t>(1, taken);
  }
  return out;
}

// Whether somebody who decodes what is shown finds what was to be replaced.
bool Anonymizer::HidesMore(std::string text, int decodings) {
  std::size_t found = 0;
  for (int i = 0; i < decodings && found == 0 && text.find('%') != std::string::npos; ++i) {
    text = PercentDecoded(text);
    Once(text, found);
  }
  return found != 0;
}

std::string Anonymizer::Text(std::string_view text) {
  constexpr int kDecodings = 3;
  std::string form(text);
  for (int left = kDecodings;; --left) {
    std::size_t found = 0;
    std::string out = Once(form, found);
    if (!HidesMore(out, left)) return out;
    form = PercentDecoded(form);
  }
}

}  // namespace errwatch::cli
