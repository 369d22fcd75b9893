#include "structure/program.h"

#include "structure/program_class.h"
#include "structure/program_lookup.h"
#include "structure/program_php.h"
#include "structure/program_razor.h"
#include "structure/program_script.h"
#include "structure/program_serialized.h"
#include "structure/program_smarty.h"
#include "structure/program_template.h"

namespace errwatch {
namespace {

constexpr MarkSet kClassMarks = Marks(".");
constexpr MarkSet kPhpMarks = Marks("<($:{");
constexpr MarkSet kTemplateMarks = Marks("{<#([");
constexpr MarkSet kCodeMarks = Marks("(_#.@[\\{");

bool IsCodeOfProgram(const Value& value) {
  const std::string_view text = value.text;
  const MarkSet marks = value.marks;
  return ((marks & Marks("{:")) != 0 && HasLookup(text)) || ((marks & kPhpMarks) != 0 && HasPhp(text)) ||
         ((marks & kTemplateMarks) != 0 && HasTemplate(text)) ||
         ((marks & Marks("{")) != 0 && HasSmarty(text)) || ((marks & Marks("@")) != 0 && HasRazor(text)) ||
         ((marks & kCodeMarks) != 0 && HasServerScript(text));
}

}  // namespace

bool HasProgram(const Value& value) noexcept {
  return HasSerialized(value) || ((value.marks & kClassMarks) != 0 && HasNamedClass(value.text)) ||
         IsCodeOfProgram(value);
}

}  // namespace errwatch
