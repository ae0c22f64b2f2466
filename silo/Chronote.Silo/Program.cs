using Chronote.Silo.Commands;
using Chronote.Silo.Settings;

var loaded = SettingsLoader.Load(Environment.GetEnvironmentVariables());
return args switch
{
    [] => await ServeCommand.Run(loaded, []),
    ["serve", .. var more] => await ServeCommand.Run(loaded, more),
    ["config"] => ConfigCommand.Run(loaded),
    ["config", "--markdown"] => ConfigCommand.PrintTable(),
    ["doctor"] => await DoctorCommand.Run(loaded),
    ["help", ..] => HelpCommand.Run(),
    _ => HelpCommand.Unknown(args[0]),
};
