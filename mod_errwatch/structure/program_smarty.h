// Tags of Smarty that reach for the engine, run something or read what is no template of the page:
// {"id"|system}, {$smarty.template_object->..}, {self::getStreamVariable(..)}, {include file="string:.."}.
#pragma once

#include <string_view>

namespace errwatch {

bool HasSmarty(std::string_view text) noexcept;

}  // namespace errwatch
