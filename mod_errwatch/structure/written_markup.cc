#include "structure/written_markup.h"

#include "base/ascii.h"
#include "structure/cursor.h"
#include "structure/sent_reader.h"

namespace errwatch {

std::string_view WithoutWrittenMarkup(std::string_view sent, std::span<char> out) noexcept {
  std::size_t size = 0;
  for (SentReader reader(sent); !reader.AtEnd() && size < out.size();) out[size++] = reader.Next();
  const std::string_view text(out.data(), size);
  bool tag = false;
  bool written = false;
  std::size_t end = 0;    // of what is blanked
  std::size_t close = 0;  // where the next "&gt;" was seen, so that each byte is looked at once
  for (std::size_t at = 0; at < size; ++at) {
    if (out[at] == '<') {
      tag = tag || IsLower(At(text, at + 1));
      end = at;  // a tag of its own
    } else if (out[at] == '&' && StandsAt(text, at, "&lt;")) {
      written = true;
      if (close <= at) close = text.find("&gt;", at);
      end = close == std::string_view::npos ? at : close;
    }
    if (at < end || out[at] == '\n') out[at] = ' ';
  }
  return tag && written ? text : std::string_view();
}

}  // namespace errwatch
