using Chronote.Domain.Ports;

namespace Chronote.Storage.Tests.Conformance;

public abstract class KeyStoreConformance : StoreConformance
{
    [Fact]
    public async Task A_key_is_found_by_its_hash_with_its_tenant_and_scope()
    {
        (await Store.Keys.Any()).ShouldBeFalse();
        foreach (var scope in Enum.GetValues<KeyScope>())
        {
            var key = new ApiKey(Given.Tenant, $"{scope} of ana", scope);
            await Store.Keys.Add([(byte)scope, 1], key, Store.Now);
            (await Store.Keys.Find([(byte)scope, 1])).ShouldBe(key);
        }
        (await Store.Keys.Find([7, 7])).ShouldBeNull();
        (await Store.Keys.Any()).ShouldBeTrue();
    }
}
