@echo off
rem Starts usi-ctl. JAVA_HOME chooses the Java, USI_JAVA_OPTS adds options for it.
setlocal EnableExtensions DisableDelayedExpansion
set "java=java.exe"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
if not defined JAVA_HOME goto run
if exist "%java%" goto run
>&2 echo usi-ctl: JAVA_HOME is "%JAVA_HOME%", but there is no bin\java.exe in it: correct it or unset it.
exit /b 127

:run
"%java%" -XX:-CreateCoredumpOnCrash -XX:ErrorFile=NUL -XX:-DumpReplayDataOnError -XX:-HeapDumpOnOutOfMemoryError -XX:-UsePerfData -XX:+DisableAttachMechanism -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -XX:+UseG1GC -XX:TieredStopAtLevel=1 -Xms8m -Xmx64m "-Dusi.home=%~dp0.." -cp "%~dp0..\lib\usi-ctl.jar" %USI_JAVA_OPTS% io.usi.ctl.Main %*
