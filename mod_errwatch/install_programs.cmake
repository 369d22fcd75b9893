# Programs that take events further, each a component of its own: they need Python, and find their parts below the same prefix.
# What several of them read alike is in `common`.
foreach(name events settings)
  install(DIRECTORY ${CMAKE_SOURCE_DIR}/scripts/${name}/ DESTINATION ${share_dir}/${name} COMPONENT common FILES_MATCHING PATTERN "*.py"
    PATTERN "__pycache__" EXCLUDE)
endforeach()

# The configuration of one in /etc/errwatch, and the directory of its secrets, which no other program's unit is handed.
function(install_settings name component)
  foreach(directory /etc/errwatch/secrets /etc/errwatch/secrets/${component})
    install(DIRECTORY DESTINATION ${directory} COMPONENT ${component} DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
  endforeach()
  if(ERRWATCH_PACKAGE)
    install(FILES ${CMAKE_SOURCE_DIR}/conf/${name} DESTINATION /etc/errwatch COMPONENT ${component})
  else()  # the operator's own stays
    install(CODE "
      if(NOT EXISTS \"\$ENV{DESTDIR}/etc/errwatch/${name}\")
        file(INSTALL DESTINATION /etc/errwatch TYPE FILE FILES \"${CMAKE_SOURCE_DIR}/conf/${name}\")
      endif()
    " COMPONENT ${component})
  endif()
endfunction()

# errwatch-notify.
install_settings(notify.toml notify)
set(notify_program ${CMAKE_INSTALL_FULL_BINDIR}/errwatch-notify)
install(PROGRAMS ${CMAKE_SOURCE_DIR}/scripts/errwatch-notify DESTINATION ${CMAKE_INSTALL_FULL_BINDIR} COMPONENT notify)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/scripts/notify/ DESTINATION ${share_dir}/notify COMPONENT notify FILES_MATCHING PATTERN "*.py"
  PATTERN "__pycache__" EXCLUDE)
# Whose logs are whose. On Debian adm reads them, once httpd's new file has that group; on RHEL nobody but root does.
if(ERRWATCH_LAYOUT STREQUAL "rhel")
  set(log_dir /var/log/httpd)
  set(notify_rights "AmbientCapabilities=CAP_DAC_READ_SEARCH\nCapabilityBoundingSet=CAP_DAC_READ_SEARCH")
else()
  set(log_dir /var/log/apache2)
  set(notify_rights "SupplementaryGroups=adm\nCapabilityBoundingSet=
# httpd makes its log for root alone.
ExecStartPre=-+/bin/sh -c 'umask 027; : >> ${log_dir}/errwatch-events.log; chgrp adm ${log_dir}/errwatch-events.log'")
endif()
file(STRINGS base/version.h date REGEX "kVersionDate")
string(REGEX MATCH "[0-9]+-[0-9]+-[0-9]+" man_date "${date}")
set(unit ${generated}/errwatch-notify.service)
configure_file(${CMAKE_SOURCE_DIR}/conf/package/errwatch-notify.service.in ${unit} @ONLY)
configure_file(${CMAKE_SOURCE_DIR}/conf/package/errwatch-notify.1.in ${generated}/errwatch-notify.1 @ONLY)
set(unit_dir /usr/lib/systemd/system)
if(NOT ERRWATCH_PACKAGE)
  set(unit_dir ${CMAKE_INSTALL_PREFIX}/lib/systemd/system)
  install(FILES ${generated}/errwatch-notify.1 DESTINATION ${CMAKE_INSTALL_FULL_MANDIR}/man1 COMPONENT notify)
elseif(ERRWATCH_LAYOUT STREQUAL "debian")
  set(unit_dir /lib/systemd/system)
endif()
install(FILES ${unit} DESTINATION ${unit_dir} COMPONENT notify)

# errwatch-firewall.
set(bin_dir ${CMAKE_INSTALL_FULL_BINDIR})
install(PROGRAMS ${CMAKE_SOURCE_DIR}/scripts/errwatch-firewall DESTINATION ${CMAKE_INSTALL_FULL_BINDIR} COMPONENT firewall)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/scripts/firewall/ DESTINATION ${share_dir}/firewall COMPONENT firewall FILES_MATCHING PATTERN "*.py"
  PATTERN "__pycache__" EXCLUDE)
foreach(name errwatch-firewall.service errwatch-firewall.1)
  configure_file(${CMAKE_SOURCE_DIR}/conf/package/${name}.in ${generated}/${name} @ONLY)
endforeach()
install(FILES ${generated}/errwatch-firewall.service DESTINATION ${unit_dir} COMPONENT firewall)
if(NOT ERRWATCH_PACKAGE)
  install(FILES ${generated}/errwatch-firewall.1 DESTINATION ${CMAKE_INSTALL_FULL_MANDIR}/man1 COMPONENT firewall)
endif()

# errwatch-share, which has the network and no rights, and `errwatch exchange` of the tools, which has rights and no network.
set(share_program ${CMAKE_INSTALL_FULL_BINDIR}/errwatch-share)
install_settings(share.toml share)
install(PROGRAMS ${CMAKE_SOURCE_DIR}/scripts/errwatch-share DESTINATION ${CMAKE_INSTALL_FULL_BINDIR} COMPONENT share)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/scripts/share/ DESTINATION ${share_dir}/share COMPONENT share FILES_MATCHING PATTERN "*.py"
  PATTERN "__pycache__" EXCLUDE)
get_filename_component(state_dir ${state_file} DIRECTORY)
foreach(name errwatch-share.service errwatch-exchange@.service errwatch-share.1)
  configure_file(${CMAKE_SOURCE_DIR}/conf/package/${name}.in ${generated}/${name} @ONLY)
endforeach()
install(FILES ${generated}/errwatch-share.service ${generated}/errwatch-exchange@.service ${CMAKE_SOURCE_DIR}/conf/package/errwatch-exchange.socket
  DESTINATION ${unit_dir} COMPONENT share)
set(sysusers_dir ${CMAKE_INSTALL_PREFIX}/lib/sysusers.d)
if(ERRWATCH_PACKAGE)
  set(sysusers_dir /usr/lib/sysusers.d)
else()
  install(FILES ${generated}/errwatch-share.1 DESTINATION ${CMAKE_INSTALL_FULL_MANDIR}/man1 COMPONENT share)
endif()
install(FILES ${CMAKE_SOURCE_DIR}/conf/package/sysusers.conf DESTINATION ${sysusers_dir} RENAME errwatch-share.conf COMPONENT share)
