#include "config/words.h"

namespace errwatch {

Result<std::vector<Word>> SplitArguments(std::string_view arguments) {
  std::vector<Word> words;
  std::size_t i = 0;
  const auto fits = [&](char quote) {  // a backslash that stands for what follows it
    return arguments[i] == '\\' && i + 1 < arguments.size() &&
           (arguments[i + 1] == '\\' || (quote != '\0' && arguments[i + 1] == quote));
  };
  const auto is_quote = [&] { return arguments[i] == '"' || arguments[i] == '\''; };
  for (;;) {
    while (i < arguments.size() && IsSpace(arguments[i])) ++i;
    if (i == arguments.size()) return words;
    Word word;
    word.quoted = is_quote();
    bool value_begins = word.quoted;
    bool key_seen = false;
    while (i < arguments.size() && !IsSpace(arguments[i])) {
      if (value_begins && is_quote()) {
        const char quote = arguments[i];
        const std::size_t start = i++;
        for (; i < arguments.size() && arguments[i] != quote; ++i) {
          if (fits(quote)) ++i;
          word.text += arguments[i];
        }
        if (i == arguments.size()) {
          return Error{"the quote that opens at column " + std::to_string(start + 1) +
                       " is not closed: " + std::string(arguments.substr(start, 40))};
        }
        ++i;
        value_begins = false;
        if (word.quoted) break;
        continue;
      }
      if (fits('\0')) ++i;
      value_begins = !key_seen && arguments[i] == '=';
      key_seen = key_seen || value_begins;
      word.text += arguments[i++];
    }
    words.push_back(std::move(word));
  }
}

Error Unknown(const Word& word, std::string_view expected) {
  std::string_view typed = word.text;
  std::string names(expected);
  if (const std::optional<KeyValue> pair = SplitKey(word)) {
    typed = typed.substr(0, pair->key.size() + 1);
    names.clear();
    for (std::string_view rest = expected; !rest.empty();) {
      const std::size_t end = std::min(rest.find_first_of(", "), rest.size());
      const std::string_view name = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (const std::size_t equals = name.find('='); equals != std::string_view::npos)
        names.append(names.empty() ? "" : ", ").append(name.substr(0, equals + 1));
    }
  }
  return Error{Quoted(word.text) + " is unknown here; expected " + std::string(expected) +
               DidYouMean(typed, names)};
}

Error NothingMore(const Word& word, std::string_view behind) {
  return Error{Quoted(word.text) + " has no meaning after " + std::string(behind)};
}

}  // namespace errwatch
