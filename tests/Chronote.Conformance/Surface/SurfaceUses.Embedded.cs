using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Chronote.Conformance.Surface;

/// <summary>What an assembly uses of the host's surface, read from its metadata: types it names, members it calls, methods of the host's it implements or overrides.</summary>
internal sealed class SurfaceUses
{
    private readonly HashSet<string> _types = new(StringComparer.Ordinal);
    private readonly HashSet<(string Type, string Member, int Parameters)> _members = [];
    private readonly HashSet<(string Type, string Member, int Parameters)> _served = [];

    private SurfaceUses() { }

    public static SurfaceUses Of(Assembly assembly)
    {
        var uses = new SurfaceUses();
        using var file = new PEReader(File.OpenRead(assembly.Location));
        uses.Read(file.GetMetadataReader());
        return uses;
    }

    public bool Names(string type) => _types.Contains(type);

    /// <param name="isServed">Whether others implement or override the member, rather than call it.</param>
    public bool Uses(string type, string member, int parameters, bool isServed) =>
        _members.Contains((type, member, parameters)) || (isServed && _served.Contains((type, member, parameters)));

    private void Read(MetadataReader reader)
    {
        foreach (var handle in reader.TypeReferences)
            if (HostType(reader, handle) is { } name) _types.Add(name);
        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            if (TypeOf(reader, member.Parent) is { } type) _members.Add((type, reader.GetString(member.Name), Parameters(reader.GetBlobReader(member.Signature))));
        }
        foreach (var handle in reader.TypeDefinitions) ReadServed(reader, reader.GetTypeDefinition(handle));
    }

    // Only a class that names the host's type among its own bases serves that type: a method of the same name elsewhere does not.
    private void ReadServed(MetadataReader reader, TypeDefinition definition)
    {
        string[] bases =
        [
            .. definition.GetInterfaceImplementations().Select(handle => reader.GetInterfaceImplementation(handle).Interface).Prepend(definition.BaseType)
                .Where(handle => !handle.IsNil).Select(handle => TypeOf(reader, handle)).OfType<string>(),
        ];
        foreach (var handle in definition.GetMethods())
        {
            var method = reader.GetMethodDefinition(handle);
            if (!method.Attributes.HasFlag(MethodAttributes.Virtual)) continue;
            foreach (var served in bases) _served.Add((served, reader.GetString(method.Name), Parameters(reader.GetBlobReader(method.Signature))));
        }
    }

    private static string? TypeOf(MetadataReader reader, EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => HostType(reader, (TypeReferenceHandle)parent),
        HandleKind.TypeSpecification => Generic(reader, reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature)),
        _ => null,
    };

    // A generic type over its arguments; only the type itself counts (ECMA-335, II.23.2.14).
    private static string? Generic(MetadataReader reader, BlobReader signature)
    {
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance) return null;
        signature.ReadByte();
        var type = signature.ReadTypeHandle();
        return type.Kind == HandleKind.TypeReference ? HostType(reader, (TypeReferenceHandle)type) : null;
    }

    private static string? HostType(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        if (reader.GetString(type.Namespace) != typeof(Grain).Namespace) return null;
        var name = reader.GetString(type.Name);
        return name.Contains('`') ? name[..name.IndexOf('`')] : name;
    }

    // ECMA-335, II.23.2.1.
    private static int Parameters(BlobReader signature)
    {
        var header = signature.ReadSignatureHeader();
        if (header.Kind != SignatureKind.Method) return 0;
        if (header.IsGeneric) signature.ReadCompressedInteger();
        return signature.ReadCompressedInteger();
    }
}
