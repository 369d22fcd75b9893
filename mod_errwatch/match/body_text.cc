#include "match/body_text.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/percent.h"
#include "match/base64.h"

namespace errwatch {
namespace {

constexpr std::size_t kLeastRoom = 512;

// What would end a name or a value, or be read as something else.
bool HasMeaning(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < ' ' || byte == 0x7F || c == '&' || c == '=' || c == '%' || c == '+';
}

constexpr std::size_t kTokenBytes = 128;
static_assert(kTokenBytes < BodyText::kKeptOfRun);  // so that what is left of a run is none

}  // namespace

bool IsTokenValue(std::string_view value) noexcept {
  if (value.size() > kTokenBytes) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    char c = value[i];
    if (const int byte = PercentByte(value, i); byte >= 0) {
      c = static_cast<char>(byte);
      i += kPercentBytes - 1;
    }
    constexpr std::string_view kSigns = "-_.~+/=:";
    if (!IsAlnum(c) && kSigns.find(c) == std::string_view::npos) return false;
  }
  std::array<char, kTokenBytes> text;
  return value.find("..") == std::string_view::npos && value.find("//") == std::string_view::npos &&
         TextFromBase64(value, text).empty();
}

bool BodyText::Grow() noexcept {
  // Four times as much each time, and at once all that there may be, where that is not twice as much.
  const std::size_t wanted = room_ == 0 ? std::max(expected_, kLeastRoom) : room_ * 4;
  const std::size_t room = wanted > limit_ / 2 ? limit_ : wanted;
  char* bytes = room > room_ ? memory_.allocate(memory_.from, room) : nullptr;
  if (bytes == nullptr) return false;
  std::copy_n(bytes_, size_, bytes);
  bytes_ = bytes;
  room_ = room;
  return true;
}

void BodyText::Append(std::string_view text) noexcept {
  while (!full_ && !text.empty()) {
    if (size_ == room_ && !Grow()) {
      full_ = true;
      return;
    }
    const std::size_t fits = std::min(text.size(), room_ - size_);
    std::copy_n(text.data(), fits, bytes_ + size_);
    size_ += fits;
    text.remove_prefix(fits);
  }
}

void BodyText::AppendRuns(std::string_view text) noexcept {
  const std::size_t free = limit_ / 2 - std::min(size_, limit_ / 2);
  Append(text.substr(0, free));
  text.remove_prefix(std::min(free, text.size()));
  while (!text.empty() && !full_) {
    std::size_t kept = 0;
    while (kept < text.size() && runs_.Keeps(text[kept])) ++kept;
    Append(text.substr(0, kept));
    text.remove_prefix(std::min(kept + 1, text.size()));
  }
}

bool BodyText::EndsInToken() const {
  return secret_ == SecretKind::kToken && !full_ && IsTokenValue({bytes_ + value_, size_ - value_});
}

void BodyText::StartField() noexcept {
  if (EndsInToken()) size_ = value_;
  secret_ = SecretKind::kNone;
  guesses_.End();
  runs_.End();
  if (size_ != 0) Append("&");
  name_ = size_;
}

void BodyText::StartValue(Secrets secrets) noexcept {
  const std::string_view name(bytes_ + std::min(name_, size_), size_ - std::min(name_, size_));
  secret_ = secrets == Secrets::kByName ? SecretKindOf(name) : SecretKind::kNone;
  if (secrets == Secrets::kByName) guesses_.Start(name, secret_);
  secret_bytes_ = 0;
  runs_.End();
  Append("=");
  value_ = size_;
}

void BodyText::StartOdd(bool with_value) noexcept {
  const std::string_view value(bytes_ + value_, with_value ? size_ - value_ : 0);
  StartField();
  Append("*");
  StartValue(Secrets::kNone);
  Append(value);  // where it stood: what was allocated stays
}

std::size_t BodyText::MoveToEnd(std::size_t begin, std::size_t end) noexcept {
  end = std::min(end, size_);
  begin = std::max(begin, value_);
  if (full_ || begin >= end) return size_;
  if (end - begin > kMovedBytes) {
    begin = end - kMovedBytes;
    // Not from within an escape on.
    if (bytes_[begin - 1] == '%')
      begin += 2;
    else if (begin - value_ > 1 && bytes_[begin - 2] == '%')
      begin += 1;
  }
  std::rotate(bytes_ + begin, bytes_ + end, bytes_ + size_);
  return size_ - (end - begin);
}

std::string_view BodyText::WithoutPassword(std::string_view text) noexcept {
  if (secret_ != SecretKind::kPassword) return text;
  const std::size_t left_out = std::min(text.size(), kSecretBytes - secret_bytes_);
  secret_bytes_ += left_out;
  return text.substr(left_out);
}

void BodyText::Put(std::string_view text) noexcept {
  guesses_.Read(text);
  // Browsers encode it; to some readers of forms another field begins behind it.
  if (secret_ == SecretKind::kPassword) {
    const std::size_t semicolon = std::min(text.find(';'), text.size());
    AppendRuns(WithoutPassword(text.substr(0, semicolon)));
    text.remove_prefix(semicolon);
    if (!text.empty()) secret_ = SecretKind::kNone;
  }
  AppendRuns(text);
}

void BodyText::Encode(std::string_view text) noexcept {
  guesses_.Read(text);
  text = WithoutPassword(text);
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  while (!text.empty() && !full_) {
    const auto at = std::find_if(text.begin(), text.end(), [](char c) { return c == ' ' || HasMeaning(c); });
    const auto plain = static_cast<std::size_t>(at - text.begin());
    AppendRuns(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) return;
    const bool left_out = size_ >= limit_ / 2 && !runs_.Keeps(text.front());
    const auto byte = static_cast<unsigned char>(text.front());
    const char escape[] = {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    if (!left_out) Append(byte == ' ' ? std::string_view("+") : std::string_view(escape, sizeof escape));
    text.remove_prefix(1);
  }
}

}  // namespace errwatch
