#include "match/body_text.h"

#include <algorithm>

#include "model/secret_field.h"

namespace errwatch {
namespace {

constexpr std::size_t kLeastRoom = 512;

// What would end a name or a value, or be read as something else.
bool HasMeaning(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < ' ' || byte == 0x7F || c == '&' || c == '=' || c == '%' || c == '+';
}

}  // namespace

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

void BodyText::StartField() noexcept {
  secret_ = false;
  if (size_ != 0) Append("&");
  name_ = size_;
}

void BodyText::StartValue() noexcept {
  secret_ = IsSecretField(view().substr(std::min(name_, size_)));
  Append("=");
}

void BodyText::Put(std::string_view text) noexcept {
  if (!secret_) Append(text);
}

void BodyText::Encode(std::string_view text) noexcept {
  if (secret_) return;
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  while (!text.empty() && !full_) {
    const auto at = std::find_if(text.begin(), text.end(), [](char c) { return c == ' ' || HasMeaning(c); });
    const auto plain = static_cast<std::size_t>(at - text.begin());
    Append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) return;
    const auto byte = static_cast<unsigned char>(text.front());
    const char escape[] = {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    Append(byte == ' ' ? std::string_view("+") : std::string_view(escape, sizeof escape));
    text.remove_prefix(1);
  }
}

}  // namespace errwatch
