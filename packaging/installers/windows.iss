; Inno Setup's script for the installer of one person (no administrator is asked). Run by windows.py.
[Setup]
AppId={{0B7B5C1E-6C56-4F0B-9C3B-1B9F6B3C5D21}
AppName=Desktop LLM
AppVersion={#Version}
AppPublisher=The Desktop LLM authors
DefaultDirName={autopf}\Desktop LLM
DefaultGroupName=Desktop LLM
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
ChangesAssociations=yes
CloseApplications=yes
Compression=lzma2/fast
LicenseFile={#Root}\LICENSE
OutputBaseFilename=Desktop-LLM-{#Version}-setup
SetupIconFile={#Root}\build\icons\app.ico
UninstallDisplayIcon={app}\desktop-llm.exe
WizardStyle=modern

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: "gguf"; Description: "{cm:AssocFileExtension,Desktop LLM,.gguf}"

[InstallDelete]
; An older program's libraries must not mix with the new ones. Models, chats and runs lie elsewhere.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Program}\*"; DestDir: "{app}"; Flags: recursesubdirs createallsubdirs ignoreversion

[Icons]
Name: "{group}\Desktop LLM"; Filename: "{app}\desktop-llm.exe"
Name: "{autodesktop}\Desktop LLM"; Filename: "{app}\desktop-llm.exe"; Tasks: desktopicon

[Registry]
Root: HKA; Subkey: "Software\Classes\.gguf\OpenWithProgids"; ValueType: string; ValueName: "DesktopLLM.gguf"; ValueData: ""; Flags: uninsdeletevalue; Tasks: gguf
Root: HKA; Subkey: "Software\Classes\DesktopLLM.gguf"; ValueType: string; ValueData: "GGUF language model"; Flags: uninsdeletekey; Tasks: gguf
Root: HKA; Subkey: "Software\Classes\DesktopLLM.gguf\shell\open\command"; ValueType: string; ValueData: """{app}\desktop-llm.exe"" ""%1"""; Tasks: gguf

[Run]
Filename: "{app}\desktop-llm.exe"; Description: "{cm:LaunchProgram,Desktop LLM}"; Flags: nowait postinstall skipifsilent
