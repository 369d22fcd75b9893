// White space -> single blanks: the last step of match/normalize.h. In place, in time linear in the text.
#pragma once

#include "match/decoding.h"

namespace errwatch {

void CollapseBlanks(DecodeBuffer& b);
void CollapseBlanksInLines(DecodeBuffer& b);  // line ends stay
void CollapseDoubleBlanks(DecodeBuffer& b);   // the same as either where ' ' is the only white space; fast

}  // namespace errwatch
